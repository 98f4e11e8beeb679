package io.wattmesh.load.generate;

import io.wattmesh.proto.model.MarketSchedule;
import java.util.function.LongSupplier;

/**
 * The market's time as a run counts it: micros since the opening of the run's first window, by the
 * monotonic clock. An interval's window opens when the gate of the one before closes.
 */
final class RunClock {
  private static final long MICROS_PER_MILLI = 1_000;
  private static final long NANOS_PER_MICRO = 1_000;

  private final long first;
  private final long windowMicros;
  private final long leadMicros;
  private final long openNanos;

  /**
   * @param clock the market's, milliseconds, as it is when the run begins
   * @param first the run's first interval
   */
  RunClock(MarketSchedule schedule, LongSupplier clock, long first) {
    this.first = first;
    this.windowMicros = schedule.intervalMillis() * MICROS_PER_MILLI;
    this.leadMicros = schedule.gateLeadMillis() * MICROS_PER_MILLI;
    long toOpenMillis = openMillis(schedule, first) - clock.getAsLong();
    this.openNanos = System.nanoTime() + toOpenMillis * MICROS_PER_MILLI * NANOS_PER_MICRO;
  }

  /** When an interval's window opens, as the market has it. */
  static long openMillis(MarketSchedule schedule, long interval) {
    return schedule.gateClosureMillis(interval) - schedule.intervalMillis();
  }

  /** The run's first interval. */
  long firstInterval() {
    return first;
  }

  /** Negative before the first window opens. */
  long nowMicros() {
    return Math.floorDiv(System.nanoTime() - openNanos, NANOS_PER_MICRO);
  }

  long openMicros(long interval) {
    return (interval - first) * windowMicros;
  }

  long gateMicros(long interval) {
    return openMicros(interval + 1);
  }

  /** When delivery of an interval ends and its meters are read. */
  long deliveryEndMicros(long interval) {
    return gateMicros(interval) + leadMicros + windowMicros;
  }

  /** The interval whose window is open; less than the first before that. */
  long openInterval() {
    return first + Math.floorDiv(nowMicros(), windowMicros);
  }

  long windowMicros() {
    return windowMicros;
  }
}
