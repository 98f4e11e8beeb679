package io.wattmesh.grid.feeder;

import io.wattmesh.grid.curve.CostCurve;

/** A curve within narrower bounds, and the prices at which it gives a power. */
final class Clip {
  /** Powers closer than this, relative to their size but for the first MW, are the same. */
  private static final double SAME_POWER = 1e-9;

  private Clip() {}

  static double toleranceMw(double powerMw) {
    return SAME_POWER * Math.max(1, Math.abs(powerMw));
  }

  /** The curve between two bounds, of which at least one power must be its own; costs are kept. */
  static CostCurve of(CostCurve curve, double minMw, double maxMw) {
    if (minMw <= curve.minMw() && curve.maxMw() <= maxMw) {
      return curve;
    }
    double low = Math.clamp(minMw, curve.minMw(), curve.maxMw());
    double high = Math.clamp(maxMw, low, Math.max(low, curve.maxMw()));
    int from = lastAtOrBelow(curve, low);
    if (low == high) {
      return CostCurve.withFirstCost(
          new double[] {low}, new double[] {priceAfter(curve, from, low)}, cost(curve, low));
    }
    int to = firstAtOrAbove(curve, high);
    int inner = to - from - 1;
    double[] power = new double[inner + 2];
    double[] price = new double[inner + 2];
    for (int k = 1; k <= inner; k++) {
      power[k] = curve.powerMw(from + k);
      price[k] = curve.priceUsdPerMwh(from + k);
    }
    power[0] = low;
    price[0] = priceAfter(curve, from, low);
    power[inner + 1] = high;
    price[inner + 1] = priceBefore(curve, to, high);
    return CostCurve.withFirstCost(power, price, cost(curve, low));
  }

  private static double cost(CostCurve curve, double powerMw) {
    return curve.costUsdPerHour(powerMw);
  }

  /** The least price in $/MWh to which the power is an answer; minus infinity at the minimum. */
  static double leastPrice(CostCurve curve, double powerMw) {
    int k = firstAtOrAbove(curve, powerMw - toleranceMw(powerMw));
    return k == 0 ? Double.NEGATIVE_INFINITY : priceBefore(curve, k, powerMw);
  }

  /** The greatest price in $/MWh to which the power is an answer; infinity at the maximum. */
  static double greatestPrice(CostCurve curve, double powerMw) {
    int k = lastAtOrBelow(curve, powerMw + toleranceMw(powerMw));
    return k == curve.size() - 1 ? Double.POSITIVE_INFINITY : priceAfter(curve, k, powerMw);
  }

  /** The first point whose power is at least this one, the last if none is. */
  static int firstAtOrAbove(CostCurve curve, double powerMw) {
    int low = 0;
    int high = curve.size() - 1;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (curve.powerMw(middle) >= powerMw) {
        high = middle;
      } else {
        low = middle + 1;
      }
    }
    return low;
  }

  /** The last point whose power is at most this one, the first if none is. */
  private static int lastAtOrBelow(CostCurve curve, double powerMw) {
    int low = 0;
    int high = curve.size() - 1;
    while (low < high) {
      int middle = (low + high + 1) >>> 1;
      if (curve.powerMw(middle) <= powerMw) {
        low = middle;
      } else {
        high = middle - 1;
      }
    }
    return low;
  }

  private static double priceAfter(CostCurve curve, int point, double powerMw) {
    return powerMw <= curve.powerMw(point) || point == curve.size() - 1
        ? curve.priceUsdPerMwh(point)
        : between(curve, point, powerMw);
  }

  private static double priceBefore(CostCurve curve, int point, double powerMw) {
    return powerMw >= curve.powerMw(point) || point == 0
        ? curve.priceUsdPerMwh(point)
        : between(curve, point - 1, powerMw);
  }

  private static double between(CostCurve curve, int point, double powerMw) {
    double width = curve.powerMw(point + 1) - curve.powerMw(point);
    double low = curve.priceUsdPerMwh(point);
    double high = curve.priceUsdPerMwh(point + 1);
    double fraction = Math.clamp((powerMw - curve.powerMw(point)) / width, 0, 1);
    return Math.clamp(low + fraction * (high - low), low, high);
  }
}
