package io.wattmesh.grid.clearing.region;

import io.wattmesh.grid.clearing.ClearingParameters;
import io.wattmesh.grid.clearing.ResidualTrace;
import io.wattmesh.grid.clearing.active.ActiveSet;
import io.wattmesh.grid.clearing.admm.LocalSolver;
import io.wattmesh.grid.clearing.admm.TieConsensus;
import io.wattmesh.grid.clearing.collective.Collectives;
import io.wattmesh.grid.clearing.collective.SumTask;
import io.wattmesh.grid.clearing.message.RegionMessage.DecisionDown;
import io.wattmesh.grid.clearing.model.BusCurve;
import io.wattmesh.grid.clearing.model.KktPoint;
import io.wattmesh.grid.clearing.model.RegionModel;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** ADMM rounds of one region: solve, compare copies with neighbours, sum up, obey the root. */
final class AdmmPhase {
  private static final int RESIDUAL_SQUARED = 0;
  private static final int FAILURES = 1;
  private static final int COLD_SOLVES = 2;
  private static final int COLD_SEGMENTS = 3;
  static final int FIRST_PRODUCT = 4;

  private final Collectives collectives;
  private final BorderAlignment borders;
  private final TieConsensus consensus;
  private final LocalSolver local;
  private final RoundRules rules;
  private final long segments;
  private final double baseMva;
  private final int depth;
  private Consumer<DecisionDown> then = decision -> {};
  private Optional<RoundWatcher> watcher = Optional.empty();
  private Runnable afterRound = () -> {};
  private int rounds;
  private final List<Double> residuals = new ArrayList<>();
  private final List<Double> ownResiduals = new ArrayList<>();

  AdmmPhase(
      RegionModel model,
      Collectives collectives,
      BorderAlignment borders,
      ClearingParameters parameters) {
    this.collectives = collectives;
    this.borders = borders;
    baseMva = model.baseMva;
    depth = parameters.accelerationDepth();
    consensus =
        new TieConsensus(
            model,
            parameters.flowPenalty(),
            parameters.meanPenalty(),
            parameters.relaxation(),
            depth);
    local = new LocalSolver(model, consensus.proximal());
    rules = new RoundRules(parameters);
    segments = Arrays.stream(model.curve).limit(model.own).mapToLong(BusCurve::segments).sum();
  }

  int rounds() {
    return rounds;
  }

  /** The residual of each round so far; known at the root alone, elsewhere empty. */
  double[] residuals() {
    return residuals.stream().mapToDouble(Double::doubleValue).toArray();
  }

  /** The residual of each round over this region's own tie lines. */
  double[] ownResiduals() {
    return ownResiduals.stream().mapToDouble(Double::doubleValue).toArray();
  }

  void watch(RoundWatcher whoWatches) {
    watcher = Optional.of(whoWatches);
  }

  /** Has something done after each round's exchange of copies. */
  void afterEachRound(Runnable task) {
    afterRound = task;
  }

  KktPoint point() {
    return local.point();
  }

  ActiveSet set() {
    return local.set();
  }

  /** Sets the price to start from, $/MWh. */
  void start(double price) {
    consensus.start(price);
  }

  /** Sets prices to start from, own and far ones. */
  void start(KktPoint last) {
    consensus.start(last);
  }

  /** Runs rounds until the root decides otherwise, which is passed on. */
  void run(Consumer<DecisionDown> whenStopped) {
    then = whenStopped;
    round();
  }

  private void round() {
    rounds++;
    consensus.aim();
    boolean solved = local.solve();
    borders.compare(local.point(), consensus::compare, () -> sumUp(solved));
  }

  private void record() {
    if (ownResiduals.size() < ResidualTrace.MAX_ENTRIES) {
      ownResiduals.add(consensus.residualOfTies());
    }
    watcher.ifPresent(
        who -> who.onRound(consensus.mismatchSquared(), megawatts(local.point().injection)));
    afterRound.run();
  }

  private double[] megawatts(double[] perUnit) {
    return Arrays.stream(perUnit).map(power -> baseMva * power).toArray();
  }

  private void sumUp(boolean solved) {
    record();
    double[] sums = new double[FIRST_PRODUCT + 2 * depth];
    sums[RESIDUAL_SQUARED] = consensus.residualSquared();
    sums[FAILURES] = solved ? 0 : 1;
    sums[COLD_SOLVES] = local.cold() ? 1 : 0;
    sums[COLD_SEGMENTS] = local.cold() ? segments : 0;
    consensus.record(sums, FIRST_PRODUCT);
    collectives.tree(
        new SumTask(sums, new double[0], up -> decide(up.step(), up.sums()), this::obey));
  }

  private DecisionDown decide(int step, double[] sums) {
    double residual = Math.sqrt(sums[RESIDUAL_SQUARED]);
    if (residuals.size() < ResidualTrace.MAX_ENTRIES) {
      residuals.add(residual);
    }
    rules.count(sums[FAILURES], sums[COLD_SOLVES], sums[COLD_SEGMENTS]);
    return rules.decide(step, residual, sums);
  }

  private void obey(DecisionDown message) {
    switch (message.decision()) {
      case PLAIN_STEP, ACCELERATED_STEP -> {
        consensus.advance(message.values());
        round();
      }
      case RETREAT -> {
        consensus.retreat();
        round();
      }
      case POLISH -> {
        consensus.advance(message.values());
        then.accept(message);
      }
      default -> then.accept(message);
    }
  }
}
