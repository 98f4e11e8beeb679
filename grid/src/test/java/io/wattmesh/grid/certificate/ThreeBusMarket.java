package io.wattmesh.grid.certificate;

import io.wattmesh.proto.model.BidCurve;
import io.wattmesh.proto.model.Hash;
import java.util.List;

/**
 * The three-bus market, with susceptances of 1000 MW/rad.
 *
 * <pre>
 *   bus 1 --------- bus 2 --------- bus 3        (the triangle adds bus 1 --- bus 3)
 *   supply          demand          supply 10(p-8)
 *   20(p-5)         200-5p          demand 90-3p       MW at a price p in $/MWh
 * </pre>
 */
record ThreeBusMarket(NetworkModel network, ClearingSolution solution) {
  private static final long MEGAWATT = 1_000_000;
  private static final double SUSCEPTANCE_MW_PER_RAD = 1000;

  static final List<BusBids> BIDS =
      List.of(
          new BusBids(List.of(line(0, 5, 600, 35))),
          new BusBids(List.of(line(-200, 0, 0, 40))),
          new BusBids(List.of(line(0, 8, 320, 40), line(-90, 0, 0, 30))));

  private static BidCurve line(long mw0, long usd0, long mw1, long usd1) {
    return new BidCurve(
        new long[] {mw0 * MEGAWATT, mw1 * MEGAWATT},
        new long[] {usd0 * 1_000_000, usd1 * 1_000_000});
  }

  /** p* = 235/19: what the three balances without limits give. */
  static ThreeBusMarket uncongested() {
    double price = 235.0 / 19;
    return chain(200, 100, new double[] {price, price, price}, 0, 0);
  }

  /** F12 at its limit of 100 MW: bus 1 alone behind it, 20(p-5) = 100. */
  static ThreeBusMarket congestedFirstLine() {
    return chain(100, 100, new double[] {10, 15, 15}, 5, 0);
  }

  /** F23 at its limit of 5 MW: 13p - 170 = -5 at bus 3, 25p - 300 = 5 at the others. */
  static ThreeBusMarket congestedSecondLine() {
    double outer = 165.0 / 13;
    return chain(200, 5, new double[] {12.2, 12.2, outer}, 0, outer - 12.2);
  }

  private static ThreeBusMarket chain(
      long limit12, long limit23, double[] prices, double dual12, double dual23) {
    double[] injections = injections(prices);
    double flow12 = injections[0];
    double flow23 = -injections[2];
    double[] angles = {
      0, -flow12 / SUSCEPTANCE_MW_PER_RAD, -(flow12 + flow23) / SUSCEPTANCE_MW_PER_RAD
    };
    NetworkModel network = network(new int[] {0, 1}, new int[] {1, 2}, limit12, limit23);
    return new ThreeBusMarket(
        network, new ClearingSolution(angles, injections, prices, new double[] {dual12, dual23}));
  }

  /**
   * Three equal lines, F12 at its limit of 80 MW. With equal susceptances F12 = (P1 - P2)/3, and
   * stationarity gives lambda1 + lambda2 = 2 lambda3: 72.5 lambda1 = 792.
   */
  static ThreeBusMarket congestedTriangle() {
    double first = 792 / 72.5;
    double second = 4 * first - 28;
    double[] prices = {first, second, (first + second) / 2};
    double[] injections = injections(prices);
    double flow13 = injections[0] - 80;
    double[] angles = {0, -80 / SUSCEPTANCE_MW_PER_RAD, -flow13 / SUSCEPTANCE_MW_PER_RAD};
    NetworkModel network = network(new int[] {0, 1, 0}, new int[] {1, 2, 2}, 80, 1000, 1000);
    double dual = 2 * second - first - prices[2];
    return new ThreeBusMarket(
        network, new ClearingSolution(angles, injections, prices, new double[] {dual, 0, 0}));
  }

  private static double[] injections(double[] prices) {
    return new double[] {
      20 * (prices[0] - 5), 5 * prices[1] - 200, 10 * (prices[2] - 8) + 3 * prices[2] - 90
    };
  }

  private static NetworkModel network(int[] from, int[] to, long... limitsMw) {
    int branches = from.length;
    long[] susceptance = new long[branches];
    long[] min = new long[branches];
    long[] max = new long[branches];
    for (int branch = 0; branch < branches; branch++) {
      susceptance[branch] = (long) (SUSCEPTANCE_MW_PER_RAD * MEGAWATT);
      max[branch] = limitsMw[branch] * MEGAWATT;
      min[branch] = -max[branch];
    }
    return new NetworkModel(
        new int[] {1, 2, 3}, from, to, susceptance, new long[branches], min, max);
  }

  ClearingCertificate certificate() {
    return CertificateMaker.make(network, 7, Hash.ZERO, solution, ResponseWindow.of(BIDS));
  }

  Verdict check(ClearingCertificate certificate) {
    return CertificateChecker.check(network, certificate, BIDS);
  }
}
