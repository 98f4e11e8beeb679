package io.wattmesh.proto.model;

/**
 * When what happens in a market interval. All times are milliseconds since 1970 UTC.
 *
 * <pre>
 *     gate closure   book deadline   delivery begins              delivery ends   reading deadline
 *   ───────┼──────────────┼─────────────────┼───────────────────────────┼──────────────┼───►
 *    bids  │    books     │    clearing     │         delivery          │   readings   │
 * </pre>
 *
 * @param startMillis when delivery of interval 0 begins
 * @param intervalMillis length of an interval's delivery
 * @param gateLeadMillis how long before delivery the gate closes
 * @param bookWindowMillis how long after gate closure bid books are accepted
 * @param readingWindowMillis how long after delivery readings are awaited
 */
public record MarketSchedule(
    long startMillis,
    long intervalMillis,
    long gateLeadMillis,
    long bookWindowMillis,
    long readingWindowMillis) {
  public MarketSchedule {
    if (intervalMillis < 1000
        || intervalMillis % 1000 != 0
        || bookWindowMillis <= 0
        || gateLeadMillis <= bookWindowMillis
        || readingWindowMillis <= 0) {
      throw new IllegalArgumentException(
          ("An interval (%d ms) lasts whole seconds; the book window (%d ms) is positive and shorter"
                  + " than the gate lead (%d ms); the reading window (%d ms) is positive.")
              .formatted(intervalMillis, bookWindowMillis, gateLeadMillis, readingWindowMillis));
    }
  }

  /** When delivery of an interval begins. */
  public long deliveryMillis(long interval) {
    return Math.addExact(startMillis, Math.multiplyExact(interval, intervalMillis));
  }

  /** When an interval's gate closes: no bid that arrives later counts. */
  public long gateClosureMillis(long interval) {
    return deliveryMillis(interval) - gateLeadMillis;
  }

  /** Until when bid books are accepted; afterwards the set of books is frozen as it is. */
  public long bookDeadlineMillis(long interval) {
    return gateClosureMillis(interval) + bookWindowMillis;
  }

  /** Until when a clearing is accepted; afterwards the interval is void. */
  public long clearingDeadlineMillis(long interval) {
    return deliveryMillis(interval);
  }

  /** Until when readings are awaited; afterwards a missing reading counts as no delivery. */
  public long readingDeadlineMillis(long interval) {
    return deliveryMillis(interval + 1) + readingWindowMillis;
  }

  /** The last interval whose gate has closed by then; negative before the first. */
  public long lastClosedInterval(long nowMillis) {
    return Math.floorDiv(nowMillis + gateLeadMillis - startMillis, intervalMillis);
  }

  /** Energy of a power held over an interval, J; exact, since intervals last whole seconds. */
  public long energyJoules(long watts) {
    return Math.multiplyExact(watts, intervalMillis / 1000);
  }
}
