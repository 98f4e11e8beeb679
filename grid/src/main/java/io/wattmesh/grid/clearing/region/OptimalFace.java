package io.wattmesh.grid.clearing.region;

import io.wattmesh.grid.clearing.model.BusCurve;
import io.wattmesh.grid.clearing.model.KktPoint;
import io.wattmesh.grid.clearing.model.RegionModel;

/**
 * What an optimal point leaves open at a region's buses and lines.
 *
 * <p>Given optimal prices, the optimal dispatches are the feasible ones in which each bus is on the
 * answers of its curve to its price and each priced line at its limit. Given an optimal dispatch,
 * the optimal prices are those that its curves and flows support. Each of the two sets is the same
 * whichever optimum of the other kind it is taken from (complementary slackness).
 */
final class OptimalFace {
  /**
   * $/MWh: just under half of the bids' price tick, as the checker has it: a bus must be tied here
   * if it is there, and only then. A polished point's prices are fifty times more exact.
   */
  private static final double PRICE_MARGIN = 499_999e-12;

  /** $/MWh: a line dual up to this size may be rounding. */
  private static final double DUAL_MARGIN = 1e-6;

  /** Per unit: some watts at a base of 100 MVA. */
  private static final double FLOW_MARGIN = 5e-8;

  /** Per unit; a polished injection at a vertex is there to rounding. */
  static final double POWER_MARGIN = 1e-9;

  private final RegionModel model;
  private final KktPoint point;

  OptimalFace(RegionModel model, KktPoint optimum) {
    this.model = model;
    this.point = optimum;
  }

  /** Least and greatest injection, per unit, that a bus may have at its price. */
  double[] injectionRange(int bus) {
    BusCurve curve = model.curve[bus];
    int low = curve.pieceAtPrice(point.price[bus] - PRICE_MARGIN);
    int high = curve.pieceAtPrice(point.price[bus] + PRICE_MARGIN);
    double least = Double.POSITIVE_INFINITY;
    double greatest = Double.NEGATIVE_INFINITY;
    for (int piece = low; piece <= high; piece++) {
      int k = piece / 2;
      boolean step = piece % 2 == 1 && isStep(curve, k);
      if (step) {
        least = Math.min(least, curve.power(k));
        greatest = Math.max(greatest, curve.power(k + 1));
      }
    }
    return least < greatest
        ? new double[] {least, greatest}
        : new double[] {point.injection[bus], point.injection[bus]};
  }

  /** Steps have no slope but for rounding of the sums that made the curve. */
  private static boolean isStep(BusCurve curve, int segment) {
    return curve.low(segment + 1) - curve.high(segment) <= PRICE_MARGIN / 2;
  }

  /** Least and greatest price, $/MWh, that supports a bus's injection; both may be infinite. */
  double[] priceRange(int bus) {
    BusCurve curve = model.curve[bus];
    double injection = point.injection[bus];
    for (int k = 0; k < curve.vertices(); k++) {
      if (Math.abs(injection - curve.power(k)) <= POWER_MARGIN) {
        return new double[] {curve.low(k), curve.high(k)};
      }
    }
    return new double[] {point.price[bus], point.price[bus]};
  }

  /** Whether a line has a price, so that its flow stays at its limit in every optimal dispatch. */
  boolean priced(int line) {
    return Math.abs(point.lineDual[line]) > DUAL_MARGIN;
  }

  boolean atMaximum(int line) {
    return flow(line) >= model.flowMax[line] - FLOW_MARGIN;
  }

  boolean atMinimum(int line) {
    return flow(line) <= model.flowMin[line] + FLOW_MARGIN;
  }

  private double flow(int line) {
    return model.flow(line, point.angle);
  }
}
