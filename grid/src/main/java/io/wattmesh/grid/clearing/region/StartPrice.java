package io.wattmesh.grid.clearing.region;

import io.wattmesh.grid.clearing.collective.Collectives;
import io.wattmesh.grid.clearing.collective.SumTask;
import io.wattmesh.grid.clearing.message.Decision;
import io.wattmesh.grid.clearing.message.RegionMessage.DecisionDown;
import io.wattmesh.grid.clearing.message.RegionMessage.SumsUp;
import io.wattmesh.grid.curve.CostCurve;
import java.util.Collection;
import java.util.function.DoubleConsumer;

/**
 * Finds the price at which injections would balance if lines had no limits: where ADMM starts.
 *
 * <p>Each pass over the tree sums the injections at evenly spaced prices and keeps the interval in
 * which the sum changes sign. Only sums over subtrees travel.
 */
final class StartPrice {
  private static final int SECTIONS = 16;
  private static final int PASSES = 3;

  private final Collection<CostCurve> curves;
  private final Collectives collectives;
  private DoubleConsumer then = price -> {};
  private double low;
  private double high;
  private int passes;

  StartPrice(Collection<CostCurve> curves, Collectives collectives) {
    this.curves = curves;
    this.collectives = collectives;
  }

  /** Runs the passes; every region gets the same price in $/MWh. */
  void find(DoubleConsumer whenFound) {
    then = whenFound;
    low = 0;
    high = 0;
    for (CostCurve curve : curves) {
      low = Math.min(low, curve.priceUsdPerMwh(0));
      high = Math.max(high, curve.priceUsdPerMwh(curve.size() - 1));
    }
    collectives.tree(
        new SumTask(
            new double[0],
            new double[] {low, -high},
            up -> new DecisionDown(up.step(), Decision.ADVANCE, up.minima()),
            down -> section(down.values()[0], -down.values()[1])));
  }

  private void section(double from, double to) {
    low = from;
    high = to;
    if (passes++ == PASSES) {
      then.accept(0.5 * (low + high));
      return;
    }
    double[] sums = new double[SECTIONS - 1];
    for (int k = 0; k < sums.length; k++) {
      for (CostCurve curve : curves) {
        sums[k] += curve.leastResponseMw(price(k + 1));
      }
    }
    collectives.tree(
        new SumTask(sums, new double[0], this::choose, d -> section(d.values()[0], d.values()[1])));
  }

  private double price(int section) {
    return low + (high - low) * section / SECTIONS;
  }

  private DecisionDown choose(SumsUp up) {
    int k = 0;
    while (k < up.sums().length && up.sums()[k] < 0) {
      k++;
    }
    return new DecisionDown(up.step(), Decision.ADVANCE, new double[] {price(k), price(k + 1)});
  }
}
