package io.wattmesh.grid.curve;

import java.util.Arrays;
import java.util.Collection;

/**
 * Exact horizontal addition of many curves: at each price the injections add up.
 *
 * <p>All breakpoint prices are sorted once; each part of each curve then adds either a jump (a step
 * at one price) or a rate in MW per $/MWh between two prices, and one sweep over the prices sums
 * them. O(n log n) in the number of points, on primitive arrays. Addition is associative up to
 * rounding, so a tree of aggregators gives the same curve.
 */
public final class CurveSum {
  private final double[] prices;
  private final double[] jumpMw;
  private final double[] rateChange;
  private final int[] slopedChange;

  private CurveSum(double[] prices) {
    this.prices = prices;
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
    for (CostCurve curve : curves) {
      first += curve.minMw();
      last += curve.maxMw();
      firstCost += curve.firstCostUsdPerHour();
    }
    if (first >= last) {
      return new CostCurve(new double[] {first}, new double[] {0}, firstCost);
    }
    CurveSum sum = new CurveSum(distinctPrices(curves));
    curves.forEach(sum::add);
    return sum.sweep(first, last, firstCost);
  }

  private static double[] distinctPrices(Collection<CostCurve> curves) {
    int points = curves.stream().filter(c -> c.size() > 1).mapToInt(CostCurve::size).sum();
    double[] all = new double[points];
    int n = 0;
    for (CostCurve curve : curves) {
      for (int k = 0; curve.size() > 1 && k < curve.size(); k++) {
        // Adding zero turns -0.0 into 0.0, which sorting would otherwise keep apart.
        all[n++] = curve.priceUsdPerMwh(k) + 0.0;
      }
    }
    Arrays.sort(all);
    int distinct = 0;
    for (int k = 0; k < n; k++) {
      if (k == 0 || all[k] > all[distinct - 1]) {
        all[distinct++] = all[k];
      }
    }
    return Arrays.copyOf(all, distinct);
  }

  private void add(CostCurve curve) {
    for (int k = 1; k < curve.size(); k++) {
      double width = curve.powerMw(k) - curve.powerMw(k - 1);
      int from = indexOf(curve.priceUsdPerMwh(k - 1));
      int to = indexOf(curve.priceUsdPerMwh(k));
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

  private int indexOf(double price) {
    return Arrays.binarySearch(prices, price + 0.0);
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
