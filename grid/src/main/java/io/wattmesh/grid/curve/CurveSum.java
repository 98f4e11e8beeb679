package io.wattmesh.grid.curve;

import java.util.Arrays;
import java.util.Collection;

/**
 * Horizontal addition of many curves: at each price the injections add up.
 *
 * <p>All breakpoint prices are sorted once; each part of each curve then adds either a jump (a step
 * at one price) or a rate in MW per $/MWh between two prices, and one sweep over the prices sums
 * them. O(n log n) in the number of points, on primitive arrays. Order and grouping of the curves
 * matter by the rounding of doubles alone; {@link BidSum} adds integer bids with none at all.
 */
public final class CurveSum {
  private final double[] prices;
  private final int[] rank;
  private final double[] jumpMw;
  private final double[] rateChange;
  private final int[] slopedChange;

  /**
   * @param prices distinct breakpoint prices, rising
   * @param rank for each point of each curve of several points, the index of its price
   */
  private CurveSum(double[] prices, int[] rank) {
    this.prices = prices;
    this.rank = rank;
    this.jumpMw = new double[prices.length];
    this.rateChange = new double[prices.length];
    this.slopedChange = new int[prices.length];
  }

  /** The sum of the curves; of none, a fixed injection of zero. */
  public static CostCurve of(Collection<CostCurve> curves) {
    if (curves.isEmpty()) {
      return CostCurve.fixed(0);
    }
    if (curves.size() == 1) {
      return curves.iterator().next();
    }
    double first = 0;
    double last = 0;
    double firstCost = 0;
    int points = 0;
    for (CostCurve curve : curves) {
      first += curve.minMw();
      last += curve.maxMw();
      firstCost += curve.firstCostUsdPerHour();
      points = Math.addExact(points, curve.size() > 1 ? curve.size() : 0);
    }
    if (first >= last) {
      return new CostCurve(new double[] {first}, new double[] {0}, firstCost);
    }
    CurveSum sum = ranked(curves, points);
    sum.addAll(curves);
    return sum.sweep(first, last, firstCost);
  }

  private static CurveSum ranked(Collection<CostCurve> curves, int points) {
    long[] keys = new long[points];
    int n = 0;
    for (CostCurve curve : curves) {
      for (int k = 0; curve.size() > 1 && k < curve.size(); k++) {
        keys[n++] = PriceOrder.keyOf(curve.priceUsdPerMwh(k));
      }
    }
    PriceOrder order = PriceOrder.of(keys, points);
    double[] prices = new double[points];
    int[] rank = new int[points];
    int distinct = 0;
    for (int k = 0; k < points; k++) {
      if (k == 0 || order.key(k) != order.key(k - 1)) {
        prices[distinct++] = PriceOrder.numberOf(order.key(k));
      }
      rank[order.origin(k)] = distinct - 1;
    }
    return new CurveSum(Arrays.copyOf(prices, distinct), rank);
  }

  private void addAll(Collection<CostCurve> curves) {
    int at = 0;
    for (CostCurve curve : curves) {
      if (curve.size() > 1) {
        add(curve, at);
        at += curve.size();
      }
    }
  }

  private void add(CostCurve curve, int at) {
    for (int k = 1; k < curve.size(); k++) {
      double width = curve.powerMw(k) - curve.powerMw(k - 1);
      int from = rank[at + k - 1];
      int to = rank[at + k];
      if (from == to) {
        jumpMw[from] += width;
      } else if (width > 0) {
        double rate = width / (prices[to] - prices[from]);
        rateChange[from] += rate;
        rateChange[to] -= rate;
        slopedChange[from]++;
        slopedChange[to]--;
      }
    }
  }

  private CostCurve sweep(double first, double last, double firstCost) {
    double[] power = new double[2 * prices.length];
    double[] price = new double[2 * prices.length];
    int n = 0;
    double sumMw = first;
    double rate = 0;
    int sloped = 0;
    for (int k = 0; k < prices.length; k++) {
      sumMw += k > 0 ? rate * (prices[k] - prices[k - 1]) : 0;
      power[n] = Math.min(sumMw, last);
      price[n++] = prices[k];
      if (jumpMw[k] > 0) {
        sumMw += jumpMw[k];
        power[n] = Math.min(sumMw, last);
        price[n++] = prices[k];
      }
      sloped += slopedChange[k];
      // With no sloped part left the rate is zero; dropping its rounding residue keeps steps exact.
      rate = sloped == 0 ? 0 : Math.max(0, rate + rateChange[k]);
    }
    power[n - 1] = last;
    return new CostCurve(Arrays.copyOf(power, n), Arrays.copyOf(price, n), firstCost);
  }
}
