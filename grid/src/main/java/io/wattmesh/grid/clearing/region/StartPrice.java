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
 * Finds about the price at which injections would balance if lines had no limits: where clearing
 * starts.
 *
 * <p>One pass over the tree sums the injections at fixed prices, a tenth apart; between the two
 * where the sum changes sign the root interpolates. Only sums over subtrees travel, at prices that
 * do not depend on anybody's bids.
 */
final class StartPrice {
  private static final int STEPS_A_SIDE = 144;
  private static final double LEAST_USD_PER_MWH = 0.1;
  private static final double STEPS_A_DECADE = 24;

  private final Collection<CostCurve> curves;
  private final boolean cold;
  private final Collectives collectives;

  /**
   * @param cold whether the region can't start from the last clearing
   */
  StartPrice(Collection<CostCurve> curves, boolean cold, Collectives collectives) {
    this.curves = curves;
    this.cold = cold;
    this.collectives = collectives;
  }

  /**
   * Runs the pass; every region gets the same price in $/MWh.
   *
   * @param lastKnown runs instead if every region knows the last clearing
   */
  void find(DoubleConsumer whenFound, Runnable lastKnown) {
    double[] prices = fixedPrices();
    double[] sums = new double[prices.length + 1];
    for (int k = 0; k < prices.length; k++) {
      for (CostCurve curve : curves) {
        sums[k] += curve.leastResponseMw(prices[k]);
      }
    }
    sums[prices.length] = cold ? 1 : 0;
    collectives.tree(
        new SumTask(
            sums,
            new double[0],
            up -> choose(up, prices),
            down -> {
              if (down.decision() == Decision.RESUME) {
                lastKnown.run();
              } else {
                whenFound.accept(down.values()[0]);
              }
            }));
  }

  private static double[] fixedPrices() {
    double[] prices = new double[2 * STEPS_A_SIDE + 1];
    for (int k = 1; k <= STEPS_A_SIDE; k++) {
      double price = LEAST_USD_PER_MWH * StrictMath.pow(10, (k - 1) / STEPS_A_DECADE);
      prices[STEPS_A_SIDE + k] = price;
      prices[STEPS_A_SIDE - k] = -price;
    }
    return prices;
  }

  private static DecisionDown choose(SumsUp up, double[] prices) {
    if (up.sums()[prices.length] == 0) {
      return new DecisionDown(up.step(), Decision.RESUME, new double[0]);
    }
    int k = 0;
    while (k < prices.length - 1 && up.sums()[k] < 0) {
      k++;
    }
    double[] start = {between(prices, up.sums(), k)};
    return new DecisionDown(up.step(), Decision.ADVANCE, start);
  }

  /** Where the sum is zero on a straight line between two prices, or the price at the end. */
  private static double between(double[] prices, double[] sums, int above) {
    if (above == 0 || sums[above] <= 0) {
      return prices[above];
    }
    double part = sums[above] / (sums[above] - sums[above - 1]);
    return prices[above] - part * (prices[above] - prices[above - 1]);
  }
}
