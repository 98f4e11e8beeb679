package io.wattmesh.agents.strategy;

import io.wattmesh.agents.device.PriceOutlook;
import io.wattmesh.proto.codec.CanonicalReader;
import io.wattmesh.proto.codec.CanonicalWriter;

/**
 * Expects of each hour of the day what that hour brought before: an exponential mean of the prices
 * seen, begun with a usual day's shape. Expectations stay within half the price cap to both sides:
 * a shortage is no forecast.
 */
final class PriceMemory implements PriceOutlook {
  private static final int HOURS = 24;
  private static final double MICROS_PER_DOLLAR = 1e6;

  /** The weight of a new price. */
  private static final double LEARNING = 0.3;

  /**
   * A usual day's prices relative to its mean: cheap at night and at noon, when the sun shines,
   * dear in the evening.
   */
  private static final double[] USUAL_DAY = {
    0.85, 0.80, 0.78, 0.78, 0.82, 0.92, 1.05, 1.15, 1.10, 1.00, 0.92, 0.86,
    0.84, 0.84, 0.88, 0.95, 1.05, 1.20, 1.38, 1.42, 1.32, 1.15, 1.02, 0.92
  };

  private final double[] dollarsPerMwh = new double[HOURS];
  private final double greatestDollars;
  private final int utcOffsetSeconds;

  /**
   * @param meanDollarsPerMwh the price expected before any is known
   * @param priceCapDollarsPerMwh the market's cap
   * @param utcOffsetHours how far the local clock is ahead of UTC
   */
  PriceMemory(double meanDollarsPerMwh, double priceCapDollarsPerMwh, int utcOffsetHours) {
    this.greatestDollars = priceCapDollarsPerMwh / 2;
    this.utcOffsetSeconds = utcOffsetHours * SECONDS_PER_HOUR;
    for (int hour = 0; hour < HOURS; hour++) {
      dollarsPerMwh[hour] = bounded(meanDollarsPerMwh * USUAL_DAY[hour]);
    }
  }

  private double bounded(double dollars) {
    return Math.clamp(dollars, -greatestDollars, greatestDollars);
  }

  long localSeconds(long epochSeconds) {
    return epochSeconds + utcOffsetSeconds;
  }

  private static int hourOf(long localSeconds) {
    return (int) Math.floorMod(Math.floorDiv(localSeconds, (long) SECONDS_PER_HOUR), (long) HOURS);
  }

  @Override
  public double dollarsPerMwhAt(long localSeconds) {
    return dollarsPerMwh[hourOf(localSeconds)];
  }

  void learn(long localSeconds, long priceMicrosPerMwh) {
    int hour = hourOf(localSeconds);
    double price = bounded(priceMicrosPerMwh / MICROS_PER_DOLLAR);
    dollarsPerMwh[hour] += LEARNING * (price - dollarsPerMwh[hour]);
  }

  void write(CanonicalWriter out) {
    out.f64s(dollarsPerMwh);
  }

  void read(CanonicalReader in) {
    double[] values = in.f64s(HOURS);
    if (values.length != HOURS) {
      throw new IllegalArgumentException("A price memory has 24 hours, not " + values.length + ".");
    }
    for (int hour = 0; hour < HOURS; hour++) {
      dollarsPerMwh[hour] = bounded(values[hour]);
    }
  }
}
