package io.wattmesh.grid.curve;

import java.util.Arrays;

/**
 * A convex cost over net injection, kept as its marginal price.
 *
 * <p>The marginal price is a polyline through points (power in MW, price in $/MWh), nondecreasing
 * in both. Injection is positive, withdrawal negative. A step of constant price is a horizontal
 * part, a price jump a vertical one. At the first point the price reaches down to minus infinity,
 * at the last up to plus infinity: those are the bounds of the injection. One point is a fixed
 * injection.
 *
 * <p>The cost in $/h is the integral of the marginal price plus a constant, which is kept as the
 * cost at the first point.
 */
public final class CostCurve {
  private static final double WATTS_PER_MEGAWATT = 1e6;
  private static final double MICROS_PER_DOLLAR = 1e6;

  private final double[] powerMw;
  private final double[] priceUsdPerMwh;
  private final double firstCostUsdPerHour;

  CostCurve(double[] powerMw, double[] priceUsdPerMwh, double firstCostUsdPerHour) {
    this.powerMw = powerMw;
    this.priceUsdPerMwh = priceUsdPerMwh;
    this.firstCostUsdPerHour = firstCostUsdPerHour;
    check();
  }

  private void check() {
    if (powerMw.length == 0 || powerMw.length != priceUsdPerMwh.length) {
      throw new IllegalArgumentException(
          "a cost curve needs as many powers as prices and at least one point, got "
              + powerMw.length
              + " powers and "
              + priceUsdPerMwh.length
              + " prices");
    }
    for (int k = 0; k < powerMw.length; k++) {
      boolean finite = Double.isFinite(powerMw[k]) && Double.isFinite(priceUsdPerMwh[k]);
      boolean ordered =
          k == 0 || (powerMw[k] >= powerMw[k - 1] && priceUsdPerMwh[k] >= priceUsdPerMwh[k - 1]);
      if (!finite || !ordered) {
        throw new IllegalArgumentException(
            "point "
                + k
                + " ("
                + powerMw[k]
                + " MW, "
                + priceUsdPerMwh[k]
                + " $/MWh) must be finite and not below its predecessor in power or price;"
                + " sort the points, or split a cost that is not convex");
      }
    }
  }

  /**
   * A curve through the points given.
   *
   * @param powerMw net injection of each point in MW, nondecreasing
   * @param priceUsdPerMwh marginal price of each point in $/MWh, nondecreasing
   * @throws IllegalArgumentException if the points are not a monotone polyline
   */
  public static CostCurve ofPoints(double[] powerMw, double[] priceUsdPerMwh) {
    double[] power = powerMw.clone();
    double[] price = priceUsdPerMwh.clone();
    CostCurve raw = new CostCurve(power, price, 0);
    return new CostCurve(
        power, price, -raw.integralFromFirstTo(raw.nearestToZeroMw()) + raw.blockCostUsdPerHour());
  }

  /** An injection that does not answer to prices; its cost is zero. */
  public static CostCurve fixed(double injectionMw) {
    return new CostCurve(new double[] {injectionMw}, new double[] {0}, 0);
  }

  /** A flat offer or bid: any injection from minMw to maxMw at one price. */
  public static CostCurve step(double minMw, double maxMw, double priceUsdPerMwh) {
    return ofPoints(new double[] {minMw, maxMw}, new double[] {priceUsdPerMwh, priceUsdPerMwh});
  }

  /**
   * The cost c2 p^2 + c1 p + c0 in $/h on [minMw, maxMw].
   *
   * @param c2 quadratic term in $/h/MW^2, not negative
   * @param c1 linear term in $/MWh
   * @param c0 constant in $/h
   */
  public static CostCurve quadratic(double minMw, double maxMw, double c2, double c1, double c0) {
    double firstCost = (c2 * minMw + c1) * minMw + c0;
    return new CostCurve(
        new double[] {minMw, maxMw},
        new double[] {2 * c2 * minMw + c1, 2 * c2 * maxMw + c1},
        firstCost);
  }

  /**
   * A polyline whose cost at its first point is known, as piecewise-linear generator costs have.
   */
  public static CostCurve withFirstCost(
      double[] powerMw, double[] priceUsdPerMwh, double firstCostUsdPerHour) {
    return new CostCurve(powerMw.clone(), priceUsdPerMwh.clone(), firstCostUsdPerHour);
  }

  /**
   * The curve of an integer bid or offer, as the market's records carry it.
   *
   * @param powerWatts net injection in W, nondecreasing
   * @param priceMicrosPerMwh price in 1e-6 $/MWh, nondecreasing
   */
  public static CostCurve ofBid(long[] powerWatts, long[] priceMicrosPerMwh) {
    double[] power = new double[powerWatts.length];
    double[] price = new double[priceMicrosPerMwh.length];
    Arrays.setAll(power, k -> powerWatts[k] / WATTS_PER_MEGAWATT);
    Arrays.setAll(price, k -> priceMicrosPerMwh[k] / MICROS_PER_DOLLAR);
    return ofPoints(power, price);
  }

  public int size() {
    return powerMw.length;
  }

  public double powerMw(int point) {
    return powerMw[point];
  }

  public double priceUsdPerMwh(int point) {
    return priceUsdPerMwh[point];
  }

  public double minMw() {
    return powerMw[0];
  }

  public double maxMw() {
    return powerMw[powerMw.length - 1];
  }

  public double firstCostUsdPerHour() {
    return firstCostUsdPerHour;
  }

  /** Cost in $/h of an injection inside the curve's bounds; beyond them the end price goes on. */
  public double costUsdPerHour(double injectionMw) {
    return firstCostUsdPerHour + integralFromFirstTo(injectionMw);
  }

  /** The smallest injection in MW that is a best answer to the price. */
  public double leastResponseMw(double price) {
    return responseMw(price, false);
  }

  /** The largest injection in MW that is a best answer to the price. */
  public double greatestResponseMw(double price) {
    return responseMw(price, true);
  }

  private double responseMw(double price, boolean greatest) {
    int k = firstAtOrAbove(price, greatest);
    if (k == 0) {
      return powerMw[0];
    }
    if (k == powerMw.length) {
      return powerMw[k - 1];
    }
    double rise = priceUsdPerMwh[k] - priceUsdPerMwh[k - 1];
    double fraction = (price - priceUsdPerMwh[k - 1]) / rise;
    return powerMw[k - 1] + fraction * (powerMw[k] - powerMw[k - 1]);
  }

  /** The first point whose price is at least (or, if strict, above) the price; size() if none. */
  private int firstAtOrAbove(double price, boolean strict) {
    int low = 0;
    int high = priceUsdPerMwh.length;
    while (low < high) {
      int middle = (low + high) >>> 1;
      boolean above = strict ? priceUsdPerMwh[middle] > price : priceUsdPerMwh[middle] >= price;
      if (above) {
        high = middle;
      } else {
        low = middle + 1;
      }
    }
    return low;
  }

  private double integralFromFirstTo(double injectionMw) {
    double cost = 0;
    for (int k = 1; k < powerMw.length && powerMw[k - 1] < injectionMw; k++) {
      double width = powerMw[k] - powerMw[k - 1];
      double taken = Math.min(width, injectionMw - powerMw[k - 1]);
      double slope = width > 0 ? (priceUsdPerMwh[k] - priceUsdPerMwh[k - 1]) / width : 0;
      cost += taken * (priceUsdPerMwh[k - 1] + 0.5 * slope * taken);
    }
    int last = powerMw.length - 1;
    if (injectionMw > powerMw[last]) {
      cost += (injectionMw - powerMw[last]) * priceUsdPerMwh[last];
    }
    if (injectionMw < powerMw[0]) {
      cost += (injectionMw - powerMw[0]) * priceUsdPerMwh[0];
    }
    return cost;
  }

  private double nearestToZeroMw() {
    return Math.max(minMw(), Math.min(maxMw(), 0));
  }

  /** What must run or be served anyway counts as one block at the curve's end price. */
  private double blockCostUsdPerHour() {
    if (minMw() > 0) {
      return minMw() * priceUsdPerMwh[0];
    }
    return maxMw() < 0 ? maxMw() * priceUsdPerMwh[powerMw.length - 1] : 0;
  }

  @Override
  public String toString() {
    return "CostCurve[" + minMw() + ".." + maxMw() + " MW, " + size() + " points]";
  }
}
