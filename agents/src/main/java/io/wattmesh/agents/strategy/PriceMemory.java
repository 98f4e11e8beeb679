package io.wattmesh.agents.strategy;

import io.wattmesh.agents.device.PriceOutlook;
import io.wattmesh.agents.profile.UsualPrices;
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

  /** Never changed, since others who expect the same have it too. */
  private double[] dollarsPerMwh;

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
    var usual = new double[HOURS];
    for (int hour = 0; hour < HOURS; hour++) {
      usual[hour] =
          bounded(meanDollarsPerMwh * UsualPrices.relativeAt((long) hour * SECONDS_PER_HOUR));
    }
    dollarsPerMwh = SharedPrices.share(usual);
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
    double[] learned = dollarsPerMwh.clone();
    learned[hour] += LEARNING * (price - learned[hour]);
    dollarsPerMwh = SharedPrices.share(learned);
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
      values[hour] = bounded(values[hour]);
    }
    dollarsPerMwh = SharedPrices.share(values);
  }
}
