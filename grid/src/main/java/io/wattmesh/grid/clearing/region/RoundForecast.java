package io.wattmesh.grid.clearing.region;

import java.util.ArrayList;
import java.util.List;

/**
 * Predicts from ADMM's residuals whether it will end within its round budget.
 *
 * <p>The least residual so far is taken to go on falling by the rate of the last rounds. Where
 * polishing has succeeded, the residual had fallen to between a twentieth and a thousandth of the
 * first; the forecast asks for the latter.
 */
final class RoundForecast {
  private static final double POLISHABLE = 3e-3;
  private static final int WINDOW = 40;
  private static final int LEAST_ROUNDS = 100;

  private final int maxRounds;
  private final List<Double> least = new ArrayList<>();
  private double first;

  RoundForecast(int maxRounds) {
    this.maxRounds = maxRounds;
  }

  void add(double residual) {
    if (least.isEmpty()) {
      first = residual;
      least.add(residual);
    } else {
      least.add(Math.min(residual, least.getLast()));
    }
  }

  boolean missesBudget() {
    int rounds = least.size();
    if (rounds < LEAST_ROUNDS || least.getLast() <= POLISHABLE * first) {
      return false;
    }
    double ratePerRound = StrictMath.log(least.get(rounds - 1 - WINDOW) / least.getLast()) / WINDOW;
    double missing = StrictMath.log(least.getLast() / (POLISHABLE * first));
    return missing > ratePerRound * (maxRounds - rounds);
  }
}
