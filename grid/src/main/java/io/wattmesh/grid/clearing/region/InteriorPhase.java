package io.wattmesh.grid.clearing.region;

import io.wattmesh.grid.clearing.ResidualTrace;
import io.wattmesh.grid.clearing.active.ActiveSet;
import io.wattmesh.grid.clearing.collective.Collectives;
import io.wattmesh.grid.clearing.collective.SumTask;
import io.wattmesh.grid.clearing.interior.BarrierState;
import io.wattmesh.grid.clearing.interior.DirectionPart;
import io.wattmesh.grid.clearing.message.Decision;
import io.wattmesh.grid.clearing.message.RegionMessage.DecisionDown;
import io.wattmesh.grid.clearing.model.KktPoint;
import io.wattmesh.grid.clearing.model.Linearisation;
import io.wattmesh.grid.clearing.model.RegionModel;
import io.wattmesh.grid.clearing.tree.TreeSolver;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;

/**
 * The interior-point method over the region tree.
 *
 * <p>An iteration is two or three passes over the tree. First the Schur complements go up with two
 * right-hand sides, and the affine and the centering part of the direction come down. Then sums
 * tell the root how far each of a few mixtures of the two leads, while the right-hand side of the
 * second-order correction goes up beside them: either a mixture is good enough and its step length
 * comes down, or the correction does, and a third pass finds its step length. Once complementarity
 * is small, polishing is tried after each iteration.
 */
final class InteriorPhase {
  private static final double START_MULTIPLIER = 1.5;

  private final RegionModel model;
  private final TreeSolver solver;
  private final Collectives collectives;
  private final int maxIterations;
  private InteriorRules rules;
  private final KktPoint point;
  private final Linearisation linear;
  private BarrierState barrier;
  private Consumer<DecisionDown> then = decision -> {};
  private Runnable afterIteration = () -> {};
  private int iterations;
  private double[] affine = new double[0];
  private double[] centering = new double[0];
  private double meanGap = Double.NaN;
  private final List<Double> meanGaps = new ArrayList<>();
  private final List<Double> ownMeanGaps = new ArrayList<>();

  InteriorPhase(RegionModel model, TreeSolver solver, Collectives collectives, int maxIterations) {
    this.model = model;
    this.solver = solver;
    this.collectives = collectives;
    this.maxIterations = maxIterations;
    rules = new InteriorRules(maxIterations);
    point = new KktPoint(model);
    linear = new Linearisation(model);
    barrier = BarrierState.cold(model, solver.equations(), point, START_MULTIPLIER);
  }

  int iterations() {
    return iterations;
  }

  /** The mean gap after each iteration, over all regions. */
  double[] meanGaps() {
    return meanGaps.stream().mapToDouble(Double::doubleValue).toArray();
  }

  /** The mean gap of this region's own pairs after each iteration. */
  double[] ownMeanGaps() {
    return ownMeanGaps.stream().mapToDouble(Double::doubleValue).toArray();
  }

  /** Has something done after each iteration's step. */
  void afterEachIteration(Runnable task) {
    afterIteration = task;
  }

  KktPoint point() {
    return point;
  }

  /** Writes the active set that the barrier points to. */
  void classify(ActiveSet set) {
    for (int i = 0; i < model.own; i++) {
      set.setPiece(i, barrier.pieceOf(i));
    }
    for (int l = 0; l < model.lines; l++) {
      set.setSide(l, barrier.sideOf(l));
    }
  }

  /** Starts afresh from one price everywhere. */
  void start(double price) {
    Arrays.fill(point.angle, 0);
    Arrays.fill(point.price, price);
    startAtPoint();
  }

  /** Starts from the angles and prices that another method has reached. */
  void start(KktPoint reached) {
    point.copyFrom(reached);
    startAtPoint();
  }

  private void startAtPoint() {
    barrier = BarrierState.cold(model, solver.equations(), point, START_MULTIPLIER);
    rules = new InteriorRules(maxIterations);
    meanGap = Double.NaN;
  }

  /** Runs iterations until the root decides to polish or to fail, which is passed on. */
  void run(Consumer<DecisionDown> whenStopped) {
    then = whenStopped;
    iterate();
  }

  private void iterate() {
    iterations++;
    barrier.linearise(point, linear, DirectionPart.CENTERING);
    double[] centeringSide = new double[2 * model.all];
    solver.equations().shiftSide(centeringSide, linear);
    barrier.linearise(point, linear, DirectionPart.AFFINE);
    double[] affineSide = new double[2 * model.all];
    solver.equations().rightHandSide(affineSide, point, linear);
    solver.factorAndSolve(linear, new double[][] {affineSide, centeringSide}, this::predicted);
  }

  private void predicted(double[][] steps) {
    affine = steps[0];
    centering = steps[1];
    barrier.direct(point, affine, DirectionPart.AFFINE);
    barrier.direct(point, centering, DirectionPart.CENTERING);
    barrier.linearise(point, linear, DirectionPart.CORRECTION);
    double[] correction = new double[2 * model.all];
    solver.equations().shiftSide(correction, linear);
    double[] targets = mixtureTargets();
    solver.solveAndDecide(
        correction,
        mixtureGaps(targets),
        barrier.longestStepsFor(targets),
        rules::choose,
        this::obeyChoice);
  }

  /** Pairs, then the gap's four numbers along each mixture. */
  private double[] mixtureGaps(double[] targets) {
    double[] gaps = barrier.gapsFor(targets);
    double[] sums = new double[1 + gaps.length];
    sums[0] = barrier.pairs();
    System.arraycopy(gaps, 0, sums, 1, gaps.length);
    return sums;
  }

  /** What each mixture aims at. Until the root has told the mean gap, all are the affine part. */
  private double[] mixtureTargets() {
    double gap = Double.isNaN(meanGap) ? 0 : meanGap;
    return Arrays.stream(InteriorRules.MIXTURES).map(mixture -> mixture * gap).toArray();
  }

  private void obeyChoice(DecisionDown message, double[] correction) {
    double target = message.values()[0];
    if (message.decision() != Decision.SECOND_ORDER) {
      barrier.combine(target, false);
      move(message, target, new double[correction.length]);
      return;
    }
    barrier.direct(point, correction, DirectionPart.CORRECTION);
    barrier.combine(target, true);
    double[] sums = new double[5];
    sums[0] = barrier.pairs();
    System.arraycopy(barrier.gap(), 0, sums, 1, 4);
    collectives.tree(
        new SumTask(
            sums,
            new double[] {barrier.longestSlackStep(), barrier.longestMultiplierStep()},
            rules::measure,
            decision -> move(decision, target, correction)));
  }

  private void record() {
    if (meanGaps.size() < ResidualTrace.MAX_ENTRIES) {
      meanGaps.add(meanGap);
      ownMeanGaps.add(barrier.meanGap());
    }
  }

  /** Values of a moving decision: the target, both step lengths, the mean gap afterwards. */
  private void move(DecisionDown message, double target, double[] correction) {
    if (message.decision() == Decision.FAIL) {
      then.accept(message);
      return;
    }
    double[] step = new double[2 * model.all];
    Arrays.setAll(step, i -> affine[i] + target * centering[i] + correction[i]);
    barrier.move(point, step, message.values()[1], message.values()[2]);
    meanGap = message.values()[3];
    record();
    afterIteration.run();
    if (message.decision() == Decision.POLISH) {
      then.accept(message);
    } else {
      iterate();
    }
  }
}
