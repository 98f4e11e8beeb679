package io.wattmesh.grid.clearing.region;

import io.wattmesh.grid.clearing.active.ActiveSet;
import io.wattmesh.grid.clearing.model.BusCurve;
import io.wattmesh.grid.clearing.model.KktPoint;
import io.wattmesh.grid.clearing.model.RegionModel;
import java.util.Arrays;

/**
 * The rule for tied steps as a market of its own: of all optimal dispatches, the one that minimises
 * the sum over buses of width * fraction^2 / 2, where a bus's fraction is how much of its tied
 * steps is taken. As far as the network allows, all tied steps stand at one fraction.
 *
 * <p>A bus with tied steps offers them at a price that rises from 0 to 1, so its price in this
 * market is its fraction; every other bus, and every priced line, stays where it is.
 */
final class ShareProblem {
  /** Widths below this, per unit, are rounding. */
  private static final double LEAST_WIDTH = 1e-9;

  final RegionModel model;
  private final KktPoint start;
  private final double[][] range;

  ShareProblem(RegionModel market, KktPoint optimum) {
    OptimalFace face = new OptimalFace(market, optimum);
    range = new double[market.own][];
    BusCurve[] curves = new BusCurve[market.own];
    start = new KktPoint(market);
    start.copyFrom(optimum);
    Arrays.fill(start.price, 0);
    Arrays.fill(start.lineDual, 0);
    for (int i = 0; i < market.own; i++) {
      range[i] = face.injectionRange(i);
      curves[i] = curve(range[i]);
      if (tied(i)) {
        start.price[i] = (optimum.injection[i] - range[i][0]) / (range[i][1] - range[i][0]);
      }
    }
    double[] flowMin = market.flowMin.clone();
    double[] flowMax = market.flowMax.clone();
    for (int l = 0; l < market.lines; l++) {
      if (face.priced(l)) {
        double limit = optimum.lineDual[l] > 0 ? flowMax[l] : flowMin[l];
        flowMin[l] = limit;
        flowMax[l] = limit;
      }
    }
    model = market.with(curves, market.shift, flowMin, flowMax);
  }

  private boolean tied(int bus) {
    return range[bus][1] - range[bus][0] > LEAST_WIDTH;
  }

  private static BusCurve curve(double[] range) {
    return range[1] - range[0] > LEAST_WIDTH
        ? new BusCurve(range, new double[] {0, 1}, new double[] {0, 1})
        : new BusCurve(new double[] {range[0]}, new double[1], new double[1]);
  }

  KktPoint start() {
    return start;
  }

  /** Fills the guess that the optimum itself suggests. */
  void guess(ActiveSet set) {
    for (int i = 0; i < model.own; i++) {
      double fraction = start.price[i];
      int between = fraction >= 1 ? 2 : 1;
      set.setPiece(i, tied(i) && fraction > 0 ? between : 0);
    }
    for (int l = 0; l < model.lines; l++) {
      set.setSide(l, model.flowMin[l] == model.flowMax[l] ? 1 : 0);
    }
  }

  /** Whether another problem of the same region leaves the same buses and lines open. */
  boolean sameAs(ShareProblem other) {
    boolean same =
        Arrays.equals(model.flowMin, other.model.flowMin)
            && Arrays.equals(model.flowMax, other.model.flowMax);
    for (int i = 0; same && i < model.own; i++) {
      same = tied(i) == other.tied(i) && (!tied(i) || Arrays.equals(range[i], other.range[i]));
    }
    return same;
  }
}
