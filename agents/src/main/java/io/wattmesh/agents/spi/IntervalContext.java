package io.wattmesh.agents.spi;

import java.util.Objects;
import java.util.OptionalLong;

/**
 * The interval that is bid for.
 *
 * @param interval its index, from 0
 * @param startEpochSeconds when it begins, seconds since 1970 in UTC, in the market's own time
 * @param durationSeconds how long it lasts
 * @param lastPriceMicrosPerMwh the price at the participant's bus in the last cleared interval,
 *     micro-$/MWh, if any is known
 */
public record IntervalContext(
    long interval,
    long startEpochSeconds,
    int durationSeconds,
    OptionalLong lastPriceMicrosPerMwh) {
  public IntervalContext {
    Objects.requireNonNull(lastPriceMicrosPerMwh);
    if (interval < 0 || durationSeconds < 1) {
      throw new IllegalArgumentException(
          "An interval's index (%d) counts from 0 and its duration (%d s) is at least a second."
              .formatted(interval, durationSeconds));
    }
  }
}
