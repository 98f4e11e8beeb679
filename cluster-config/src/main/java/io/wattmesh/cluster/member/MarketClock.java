package io.wattmesh.cluster.member;

import io.wattmesh.proto.model.MarketSchedule;
import java.time.Instant;
import java.util.function.LongSupplier;

/**
 * The market's time by the wall clock: delivery of interval 0 begins at a given instant, whatever
 * day the market's scenario is of.
 *
 * @param wallMillis the wall clock, milliseconds since 1970 UTC
 * @param aheadMillis how far the market's time is ahead of it
 */
record MarketClock(LongSupplier wallMillis, long aheadMillis) implements LongSupplier {
  static MarketClock of(LongSupplier wallMillis, MarketSchedule schedule, Instant start) {
    return new MarketClock(
        wallMillis, Math.subtractExact(schedule.startMillis(), start.toEpochMilli()));
  }

  /** Milliseconds since 1970 UTC, as the market sees them. */
  @Override
  public long getAsLong() {
    return wallMillis.getAsLong() + aheadMillis;
  }
}
