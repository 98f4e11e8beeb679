package io.wattmesh.ledger.genesis;

import io.wattmesh.proto.chain.ValidatorSet;
import io.wattmesh.proto.codec.CanonicalReader;
import io.wattmesh.proto.codec.CanonicalWriter;
import java.util.Objects;
import java.util.Optional;

/**
 * Who may change the rules, and how. More than two thirds of the governors' power approve a
 * proposal, and as many cancel one before it takes effect.
 *
 * @param governors who governs, with which power; if there are none, the validators of the present
 *     epoch with theirs
 * @param delayMillis how long after its approval a proposal takes effect, at least, in block time
 * @param lapseMillis how long after it was made a proposal can be approved
 */
public record Governance(Optional<ValidatorSet> governors, long delayMillis, long lapseMillis) {
  /** The validators govern, with a day's notice, and have a week to agree. */
  public static final Governance DEFAULT =
      new Governance(Optional.empty(), 86_400_000, 7 * 86_400_000L);

  /** A year: beyond it a change would be for nobody who is there now. */
  private static final long MAX_MILLIS = 366 * 86_400_000L;

  /** Beyond this no sum of powers, three times over, leaves 64 bits. */
  private static final long MAX_TOTAL_POWER = Long.MAX_VALUE / 4;

  public Governance {
    Objects.requireNonNull(governors);
    governors.ifPresent(Governance::requireGovernors);
    if (delayMillis < 0
        || delayMillis > MAX_MILLIS
        || lapseMillis <= 0
        || lapseMillis > MAX_MILLIS) {
      throw new IllegalArgumentException(
          "The delay of changes (%d ms) lies within 0 to %d, the time to approve one (%d ms) is positive and at most that."
              .formatted(delayMillis, MAX_MILLIS, lapseMillis));
    }
  }

  /**
   * @throws IllegalArgumentException if their power could overflow
   */
  public static void requireGovernors(ValidatorSet governors) {
    long power = governors.totalPower();
    if (power > MAX_TOTAL_POWER) {
      throw new IllegalArgumentException(
          "The governors have power %d together, at most %d are allowed; scale them down."
              .formatted(power, MAX_TOTAL_POWER));
    }
  }

  Governance withDelay(long millis) {
    return new Governance(governors, millis, lapseMillis);
  }

  void write(CanonicalWriter out) {
    out.bool(governors.isPresent());
    governors.ifPresent(set -> set.write(out));
    out.i64(delayMillis).i64(lapseMillis);
  }

  static Governance read(CanonicalReader in) {
    return new Governance(
        in.bool() ? Optional.of(ValidatorSet.read(in)) : Optional.empty(), in.i64(), in.i64());
  }
}
