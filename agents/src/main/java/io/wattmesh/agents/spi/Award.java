package io.wattmesh.agents.spi;

import java.util.Objects;
import java.util.OptionalLong;

/**
 * What the market gave a participant in one interval.
 *
 * @param interval the interval's index
 * @param powerWatts awarded net injection, W; negative is bought
 * @param priceMicrosPerMwh the price at the participant's bus, micro-$/MWh; none if the interval
 *     was void
 * @param scheduledWatts what the aggregator had planned for the agent's request, W; the award is
 *     this and what the curve got of it, but for what was shed or spilled
 */
public record Award(
    long interval, long powerWatts, OptionalLong priceMicrosPerMwh, long scheduledWatts) {
  public Award {
    Objects.requireNonNull(priceMicrosPerMwh);
  }

  /** An award to a bid without a request. */
  public Award(long interval, long powerWatts, OptionalLong priceMicrosPerMwh) {
    this(interval, powerWatts, priceMicrosPerMwh, 0);
  }

  public static Award of(long interval, long powerWatts, long priceMicrosPerMwh) {
    return new Award(interval, powerWatts, OptionalLong.of(priceMicrosPerMwh));
  }

  /** The award of an interval that was not cleared, or of a bid that did not count. */
  public static Award none(long interval) {
    return new Award(interval, 0, OptionalLong.empty());
  }
}
