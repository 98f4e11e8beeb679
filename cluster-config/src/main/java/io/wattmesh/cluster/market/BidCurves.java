package io.wattmesh.cluster.market;

import io.wattmesh.grid.curve.CostCurve;
import io.wattmesh.proto.model.BidCurve;

/** Costs of a case as offers: MW to the nearest W, $/MWh to the nearest micro-$/MWh. */
final class BidCurves {
  private static final double WATTS_PER_MEGAWATT = 1e6;
  private static final double MICROS_PER_DOLLAR = 1e6;

  private BidCurves() {}

  /**
   * @throws UserErrorException if the curve has more points than a bid may have
   */
  static BidCurve of(CostCurve curve, String owner) {
    if (curve.size() > BidCurve.MAX_POINTS) {
      throw new UserErrorException(
          "%s has a cost of %d points; a bid curve has at most %d. Merge some of them."
              .formatted(owner, curve.size(), BidCurve.MAX_POINTS));
    }
    long[] powerWatts = new long[curve.size()];
    long[] priceMicrosPerMwh = new long[curve.size()];
    for (int k = 0; k < curve.size(); k++) {
      powerWatts[k] = Math.round(curve.powerMw(k) * WATTS_PER_MEGAWATT);
      priceMicrosPerMwh[k] = Math.round(curve.priceUsdPerMwh(k) * MICROS_PER_DOLLAR);
    }
    return new BidCurve(powerWatts, priceMicrosPerMwh);
  }

  static long micros(double dollars) {
    return Math.round(dollars * MICROS_PER_DOLLAR);
  }

  static long watts(double megawatts) {
    return Math.round(megawatts * WATTS_PER_MEGAWATT);
  }
}
