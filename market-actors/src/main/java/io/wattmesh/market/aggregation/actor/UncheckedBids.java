package io.wattmesh.market.aggregation.actor;

import io.wattmesh.market.message.Arrival;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.function.LongSupplier;

/**
 * Stored bids that are to be checked, and when. Shortly before a gate, as long as bids come and
 * what the store tells lies in the mailbox for longer than it does where processors are free,
 * checks would only keep those who come from their stamps: they are put off, though not for ever.
 */
final class UncheckedBids {
  /** So long checks are put off at a time; a bus to which none came for as long has no burst. */
  static final Duration PUT_OFF = Duration.ofMillis(100);

  private static final long PUT_OFF_NANOS = PUT_OFF.toNanos();

  /** So near to the gate a stamp that comes late may come too late. */
  private static final long NEAR_MILLIS = 15_000;

  private static final long BUSY_NANOS = Duration.ofMillis(5).toNanos();

  /** A bid that waits for longer is checked whatever comes. */
  private static final long PATIENCE_NANOS = Duration.ofSeconds(10).toNanos();

  private record Unchecked(Arrival arrival, long sinceNanos) {}

  private final Queue<Unchecked> bids = new ArrayDeque<>();
  private boolean busy;
  private long lastCameNanos;

  /** A bid has come that is not stored yet. */
  void bidCame(long nowNanos) {
    lastCameNanos = nowNanos;
  }

  /**
   * A bid is to be checked.
   *
   * @param toldNanos when the store told that it has it, which is heard now
   */
  void add(Arrival arrival, long toldNanos, long nowNanos) {
    busy = nowNanos - toldNanos > BUSY_NANOS;
    bids.add(new Unchecked(arrival, nowNanos));
  }

  int size() {
    return bids.size();
  }

  /** The one that has waited longest. */
  Arrival remove() {
    return bids.remove().arrival();
  }

  /**
   * Whether checks are put off now.
   *
   * @param toGateMillis until the next gate closes; looked at only where it matters
   */
  boolean arePutOff(long nowNanos, LongSupplier toGateMillis) {
    return busy
        && nowNanos - lastCameNanos < PUT_OFF_NANOS
        && nowNanos - bids.element().sinceNanos() < PATIENCE_NANOS
        && toGateMillis.getAsLong() < NEAR_MILLIS;
  }
}
