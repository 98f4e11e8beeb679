package io.wattmesh.grid.clearing.region;

import io.wattmesh.grid.clearing.ClearingMethod;
import io.wattmesh.grid.clearing.ClearingParameters;
import io.wattmesh.grid.clearing.admm.AndersonMixer;
import io.wattmesh.grid.clearing.message.Decision;
import io.wattmesh.grid.clearing.message.RegionMessage.DecisionDown;

/**
 * What the root decides after each ADMM round, from sums alone.
 *
 * <p>Polishing is tried when the residual has halved since the last try, or after a while; the
 * interior-point method takes over when the budget is spent, when a region cannot solve its problem
 * again and again, or when there is nothing to iterate on.
 */
final class RoundRules {
  private static final double TRY_BELOW = 0.5;
  private static final int TRY_AFTER_ROUNDS = 20;
  private static final int LEAST_ROUNDS_BETWEEN = 4;
  private static final int FAILURES_IN_A_ROW = 3;

  /**
   * Cold local solves, over all regions, that ADMM may spend: so many cost more than the
   * interior-point method takes over the whole network.
   */
  private static final int MAX_COLD_SOLVES = 40;

  private final ClearingParameters parameters;
  private final boolean mayHandOver;
  private final RoundForecast forecast;
  private final AndersonMixer mixer;
  private int rounds;
  private int lastTry;
  private double residualAtLastTry = Double.POSITIVE_INFINITY;
  private int failuresInARow;
  private double coldSolves;

  RoundRules(ClearingParameters parameters) {
    this.parameters = parameters;
    mayHandOver = parameters.method() == ClearingMethod.AUTO;
    forecast = new RoundForecast(parameters.maxRounds());
    mixer = new AndersonMixer(parameters.accelerationDepth());
  }

  DecisionDown decide(int step, double residual, double failures, double cold, double[] sums) {
    rounds++;
    coldSolves += cold;
    failuresInARow = failures > 0 ? failuresInARow + 1 : 0;
    if (mixer.retreats(residual) && rounds <= parameters.maxRounds()) {
      return new DecisionDown(step, Decision.RETREAT, new double[0]);
    }
    double[] coefficients = mixer.mix(residual, sums, AdmmPhase.FIRST_PRODUCT);
    boolean nothingMoves = residual == 0 && rounds > 1;
    boolean hopeless = Double.isNaN(residual) || nothingMoves;
    if (mayHandOver && (hopeless || failuresInARow >= FAILURES_IN_A_ROW || tooSlow(residual))) {
      return new DecisionDown(step, Decision.TAKE_OVER, new double[0]);
    }
    if (hopeless || rounds > parameters.maxRounds()) {
      return new DecisionDown(step, Decision.FAIL, new double[0]);
    }
    if (failures == 0 && timeToPolish(residual)) {
      lastTry = rounds;
      residualAtLastTry = residual;
      return new DecisionDown(step, Decision.POLISH, coefficients);
    }
    return coefficients.length > 0
        ? new DecisionDown(step, Decision.ACCELERATED_STEP, coefficients)
        : new DecisionDown(step, Decision.PLAIN_STEP, coefficients);
  }

  private boolean tooSlow(double residual) {
    forecast.add(residual);
    return coldSolves > MAX_COLD_SOLVES
        || rounds > parameters.maxRounds()
        || forecast.missesBudget();
  }

  private boolean timeToPolish(double residual) {
    int waited = rounds - lastTry;
    boolean better = residual <= TRY_BELOW * residualAtLastTry;
    return residual == 0
        || (better && waited >= LEAST_ROUNDS_BETWEEN)
        || waited >= TRY_AFTER_ROUNDS;
  }
}
