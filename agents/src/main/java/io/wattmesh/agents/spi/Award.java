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
 */
public record Award(long interval, long powerWatts, OptionalLong priceMicrosPerMwh) {
  public Award {
    Objects.requireNonNull(priceMicrosPerMwh);
  }

  public static Award of(long interval, long powerWatts, long priceMicrosPerMwh) {
    return new Award(interval, powerWatts, OptionalLong.of(priceMicrosPerMwh));
  }

  /** The award of an interval that was not cleared, or of a bid that did not count. */
  public static Award none(long interval) {
    return new Award(interval, 0, OptionalLong.empty());
  }
}
