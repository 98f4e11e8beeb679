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
 * <p>One pass over the tree sums the injections at fixed prices, a second at evenly spaced ones
 * between the two where the sum changes sign. Only sums over subtrees travel, at prices that do not
 * depend on anybody's bids.
 */
final class StartPrice {
  private static final int STEPS_A_SIDE = 36;
  private static final double LEAST_USD_PER_MWH = 0.1;
  private static final double STEPS_A_DECADE = 6;
  private static final int SECTIONS = 32;

  private final Collection<CostCurve> curves;
  private final boolean cold;
  private final Collectives collectives;
  private DoubleConsumer then = price -> {};

  /**
   * @param cold whether the region can't start from the last clearing
   */
  StartPrice(Collection<CostCurve> curves, boolean cold, Collectives collectives) {
    this.curves = curves;
    this.cold = cold;
    this.collectives = collectives;
  }

  /**
   * Runs the passes; every region gets the same price in $/MWh.
   *
   * @param lastKnown runs instead if every region knows the last clearing
   */
  void find(DoubleConsumer whenFound, Runnable lastKnown) {
    then = whenFound;
    ask(fixedPrices(), this::section, lastKnown);
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

  private void section(double low, double high) {
    double[] prices = new double[SECTIONS + 1];
    for (int k = 0; k <= SECTIONS; k++) {
      prices[k] = low + (high - low) * k / SECTIONS;
    }
    Bracket middle = (from, to) -> then.accept(0.5 * (from + to));
    ask(prices, middle, () -> {});
  }

  private interface Bracket {
    void accept(double low, double high);
  }

  private void ask(double[] prices, Bracket found, Runnable lastKnown) {
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
                found.accept(down.values()[0], down.values()[1]);
              }
            }));
  }

  private static DecisionDown choose(SumsUp up, double[] prices) {
    if (up.sums()[prices.length] == 0) {
      return new DecisionDown(up.step(), Decision.RESUME, new double[0]);
    }
    int k = 0;
    while (k < prices.length - 1 && up.sums()[k] < 0) {
      k++;
    }
    double[] bracket = {prices[Math.max(0, k - 1)], prices[k]};
    return new DecisionDown(up.step(), Decision.ADVANCE, bracket);
  }
}
