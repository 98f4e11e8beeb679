package io.wattmesh.agents.curve;

import io.wattmesh.proto.model.BidCurve;
import java.util.Arrays;

/**
 * Builds a curve from points in W and $/MWh, in order of rising power and price. Powers round to
 * the nearest W, prices to the nearest micro-$/MWh. A point may fall below the one before by no
 * more than a floating-point error, and is then lifted onto it.
 */
public final class CurveBuilder {
  private static final double MICROS_PER_DOLLAR = 1e6;

  /** W and $/MWh: beyond this a fall is a wrong formula and not an error of rounding. */
  private static final double TOLERATED_FALL = 1e-6;

  private final long[] powerWatts = new long[BidCurve.MAX_POINTS];
  private final long[] priceMicrosPerMwh = new long[BidCurve.MAX_POINTS];
  private double lastWatts = Double.NEGATIVE_INFINITY;
  private double lastDollars = Double.NEGATIVE_INFINITY;
  private int points;

  /**
   * @throws IllegalArgumentException if power or price falls, or is not a number
   */
  public CurveBuilder point(double watts, double dollarsPerMwh) {
    if (!(watts >= lastWatts - TOLERATED_FALL && dollarsPerMwh >= lastDollars - TOLERATED_FALL)) {
      throw new IllegalArgumentException(
          "Point %d (%s W, %s $/MWh) falls below (%s W, %s $/MWh); power and price must rise."
              .formatted(points, watts, dollarsPerMwh, lastWatts, lastDollars));
    }
    lastWatts = Math.max(watts, lastWatts);
    lastDollars = Math.max(dollarsPerMwh, lastDollars);
    add(Math.round(lastWatts), Math.round(lastDollars * MICROS_PER_DOLLAR));
    return this;
  }

  private void add(long watts, long micros) {
    if (points > 0 && powerWatts[points - 1] == watts && priceMicrosPerMwh[points - 1] == micros) {
      return;
    }
    powerWatts[points] = watts;
    priceMicrosPerMwh[points] = micros;
    points++;
  }

  /** The curve; one that has a single power is the fixed curve of that power. */
  public BidCurve build() {
    if (points > 0 && powerWatts[0] == powerWatts[points - 1]) {
      return BidCurve.fixed(powerWatts[0]);
    }
    return new BidCurve(
        Arrays.copyOf(powerWatts, points), Arrays.copyOf(priceMicrosPerMwh, points));
  }
}
