package io.wattmesh.consensus.pacemaker;

import java.util.OptionalLong;

/**
 * The round and its timer.
 *
 * <p>A round is entered by a quorum or timeout certificate of the one before, never by the clock.
 * Its time is base x 1.2^min(k, 6), where k counts the rounds entered since the last commit: enough
 * growth to outlast a network slower than expected, and a cap, since doubling without one stalls
 * networks for an hour. A commit resets it. The timer runs only while it is armed.
 */
public final class Pacemaker {
  private static final int MAX_EXPONENT = 6;

  private final long baseTimeoutMillis;
  private long round;
  private long roundsSinceCommit;
  private OptionalLong deadlineMillis = OptionalLong.empty();

  public Pacemaker(long baseTimeoutMillis) {
    if (baseTimeoutMillis <= 0 || baseTimeoutMillis > 3_600_000) {
      throw new IllegalArgumentException(
          "The base timeout is %d ms; give 1 ms to an hour.".formatted(baseTimeoutMillis));
    }
    this.baseTimeoutMillis = baseTimeoutMillis;
  }

  public long round() {
    return round;
  }

  /**
   * Enters the round after a certified one, unless already there or beyond.
   *
   * @return whether the round changed; the timer is off then
   */
  public boolean enterAfter(long certifiedRound) {
    long next = Math.addExact(certifiedRound, 1);
    if (next <= round) {
      return false;
    }
    round = next;
    roundsSinceCommit++;
    deadlineMillis = OptionalLong.empty();
    return true;
  }

  public void committed() {
    roundsSinceCommit = 0;
  }

  /** How long the current round may take. */
  public long timeoutMillis() {
    long timeout = baseTimeoutMillis;
    for (long k = Math.min(roundsSinceCommit, MAX_EXPONENT); k > 0; k--) {
      timeout = timeout * 12 / 10;
    }
    return timeout;
  }

  /** Starts the round's timer if it is off. */
  public void arm(long nowMillis) {
    if (deadlineMillis.isEmpty()) {
      rearm(nowMillis);
    }
  }

  /** Starts the timer anew: a timeout that was sent is repeated when it fires again. */
  public void rearm(long nowMillis) {
    deadlineMillis = OptionalLong.of(nowMillis + timeoutMillis());
  }

  public void disarm() {
    deadlineMillis = OptionalLong.empty();
  }

  public OptionalLong deadlineMillis() {
    return deadlineMillis;
  }

  public boolean isExpired(long nowMillis) {
    return deadlineMillis.isPresent() && nowMillis >= deadlineMillis.getAsLong();
  }
}
