package io.wattmesh.grid.feeder;

import io.wattmesh.grid.curve.CostCurve;
import java.util.List;

/**
 * Splits a power of a sum of curves among its parts, so that all answer to one price.
 *
 * <p>Each breakpoint of a part is one of the sum, so between two neighbouring prices of the sum all
 * parts are straight, and the same fraction of the way splits the power. Working from the power,
 * not from a price, no slope magnifies the rounding of a price.
 */
record Split(double belowPrice, double abovePrice) {

  /** The two neighbouring breakpoint prices of a sum between which it gives the power. */
  static Split at(CostCurve sum, double powerMw) {
    int point = Math.max(1, Clip.firstAtOrAbove(sum, powerMw));
    return sum.size() == 1
        ? new Split(sum.priceUsdPerMwh(0), sum.priceUsdPerMwh(0))
        : new Split(sum.priceUsdPerMwh(point - 1), sum.priceUsdPerMwh(point));
  }

  /** Whether the power lies on a step, where fractions of tied steps decide. */
  boolean isStep() {
    return belowPrice == abovePrice;
  }

  /** The parts' powers in MW, which add up to the power given as far as their bounds allow. */
  double[] shares(double powerMw, List<CostCurve> parts) {
    double low = 0;
    double high = 0;
    for (CostCurve part : parts) {
      low += lowMw(part);
      high += highMw(part);
    }
    double fraction = high > low ? Math.clamp((powerMw - low) / (high - low), 0, 1) : 0;
    double[] shares = new double[parts.size()];
    for (int k = 0; k < shares.length; k++) {
      double start = lowMw(parts.get(k));
      shares[k] = start + fraction * (highMw(parts.get(k)) - start);
    }
    return shares;
  }

  private double lowMw(CostCurve part) {
    return isStep() ? part.leastResponseMw(belowPrice) : part.greatestResponseMw(belowPrice);
  }

  private double highMw(CostCurve part) {
    return isStep() ? part.greatestResponseMw(belowPrice) : part.leastResponseMw(abovePrice);
  }
}
