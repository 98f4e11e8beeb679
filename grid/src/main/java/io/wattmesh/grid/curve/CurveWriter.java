package io.wattmesh.grid.curve;

import java.util.Arrays;

/** Turns breakpoints, given by rising price, into a curve in MW and $/MWh. */
final class CurveWriter {
  private static final double PER_MEGA = 1e6;

  private final BidTotals totals;
  private final double[] powerMw;
  private final double[] priceUsdPerMwh;
  private final long[] sum = new long[Terms.SIZE];
  private int points;

  CurveWriter(BidTotals totals, int prices) {
    this.totals = totals;
    this.powerMw = new double[Math.multiplyExact(2, prices)];
    this.priceUsdPerMwh = new double[powerMw.length];
  }

  /** Adds the breakpoints of one price; if they cancel, the curve has no point there. */
  void add(long price, long[] terms, int at) {
    if (Terms.areZero(terms, at)) {
      return;
    }
    long below = sum[Terms.JUMP];
    Terms.add(sum, 0, terms, at);
    long watts = totals.firstWatts() + below + Terms.wholeWatts(sum, 0, price);
    long fraction = Terms.wattFraction(sum, 0, price);
    point(megawatts(watts, fraction), price);
    long jump = terms[at + Terms.JUMP];
    if (jump > 0) {
      point(megawatts(watts + jump, fraction), price);
    }
  }

  private void point(double megawatts, long price) {
    powerMw[points] = megawatts;
    priceUsdPerMwh[points] = price / PER_MEGA;
    points++;
  }

  static double megawatts(long watts, long fraction) {
    return (watts + Terms.unit(fraction)) / PER_MEGA;
  }

  CostCurve toCurve() {
    if (points == 0) {
      return new CostCurve(
          new double[] {megawatts(totals.firstWatts(), 0)},
          new double[] {0},
          totals.costUsdPerHour());
    }
    return new CostCurve(
        Arrays.copyOf(powerMw, points),
        Arrays.copyOf(priceUsdPerMwh, points),
        totals.costUsdPerHour());
  }
}
