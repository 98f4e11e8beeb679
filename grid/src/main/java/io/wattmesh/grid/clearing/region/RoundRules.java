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

  /**
   * The segments of the bids in those solves. Where buses have many bids a cold solve takes a time
   * that goes with them, and hardly any solve is warm: then a few rounds are enough to see it.
   */
  private static final double MAX_COLD_SEGMENTS = 2e6;

  private final ClearingParameters parameters;
  private final boolean mayHandOver;
  private final RoundForecast forecast;
  private final AndersonMixer mixer;
  private int rounds;
  private int lastTry;
  private double residualAtLastTry = Double.POSITIVE_INFINITY;
  private int failuresInARow;
  private double failures;
  private double coldSolves;
  private double coldSegments;

  RoundRules(ClearingParameters parameters) {
    this.parameters = parameters;
    mayHandOver = parameters.method() == ClearingMethod.AUTO;
    forecast = new RoundForecast(parameters.maxRounds());
    mixer = new AndersonMixer(parameters.accelerationDepth());
  }

  /**
   * Takes in how the regions' solves of this round went.
   *
   * @param failed how many regions found no solution
   * @param cold how many had to find their active set afresh
   * @param segments of the bids in those regions
   */
  void count(double failed, double cold, double segments) {
    failures = failed;
    failuresInARow = failed > 0 ? failuresInARow + 1 : 0;
    coldSolves += cold;
    coldSegments += segments;
  }

  /** Decides on a round whose solves are counted. */
  DecisionDown decide(int step, double residual, double[] sums) {
    rounds++;
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
        || coldSegments > MAX_COLD_SEGMENTS
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
