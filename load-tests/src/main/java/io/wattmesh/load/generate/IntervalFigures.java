package io.wattmesh.load.generate;

import io.wattmesh.load.measure.Counts;
import java.util.OptionalDouble;

/**
 * One interval as it went, seconds by the wall clock.
 *
 * @param outcome cleared, void, or unfinished
 * @param booksSeconds from gate closure to the books' being frozen
 * @param clearingSeconds from there to a clearing's being handed in; to its commit where the
 *     handing in is not seen, as a cluster's is not
 * @param commitSeconds from the handing in to its commit
 * @param settlementSeconds from the end of delivery to the commit of the payments
 */
public record IntervalFigures(
    long interval,
    boolean measured,
    String outcome,
    Counts counts,
    OptionalDouble booksSeconds,
    OptionalDouble clearingSeconds,
    OptionalDouble commitSeconds,
    OptionalDouble settlementSeconds) {
  private static final double MICROS = 1e6;
  private static final String UNFINISHED = "unfinished";

  static IntervalFigures of(IntervalBids bids, RunClock clock) {
    long gate = clock.gateMicros(bids.interval());
    return new IntervalFigures(
        bids.interval(),
        bids.measured(),
        bids.isVoided() ? "void" : bids.isOver() ? "cleared" : UNFINISHED,
        bids.counts(),
        seconds(gate, bids.booksMicros()),
        seconds(
            bids.booksMicros(),
            bids.handedInMicros() < 0 ? bids.finalMicros() : bids.handedInMicros()),
        seconds(bids.handedInMicros(), bids.finalMicros()),
        seconds(clock.deliveryEndMicros(bids.interval()), bids.settledMicros()));
  }

  /** Whether it has no outcome. */
  public boolean isUnfinished() {
    return outcome.equals(UNFINISHED);
  }

  private static OptionalDouble seconds(long from, long to) {
    return from < 0 || to < 0 ? OptionalDouble.empty() : OptionalDouble.of((to - from) / MICROS);
  }

  /** What the market worked on the interval after its gate and after its delivery, all together. */
  public OptionalDouble wallSeconds() {
    return booksSeconds.isPresent() && clearingSeconds.isPresent()
        ? OptionalDouble.of(
            booksSeconds.getAsDouble()
                + clearingSeconds.getAsDouble()
                + commitSeconds.orElse(0)
                + settlementSeconds.orElse(0))
        : OptionalDouble.empty();
  }
}
