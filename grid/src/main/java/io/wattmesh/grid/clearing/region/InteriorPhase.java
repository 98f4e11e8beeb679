package io.wattmesh.grid.clearing.region;

import io.wattmesh.grid.clearing.active.ActiveSet;
import io.wattmesh.grid.clearing.collective.Collectives;
import io.wattmesh.grid.clearing.collective.SumTask;
import io.wattmesh.grid.clearing.interior.BarrierState;
import io.wattmesh.grid.clearing.interior.Mehrotra;
import io.wattmesh.grid.clearing.message.Decision;
import io.wattmesh.grid.clearing.message.RegionMessage.DecisionDown;
import io.wattmesh.grid.clearing.message.RegionMessage.SumsUp;
import io.wattmesh.grid.clearing.model.KktPoint;
import io.wattmesh.grid.clearing.model.Linearisation;
import io.wattmesh.grid.clearing.model.RegionModel;
import io.wattmesh.grid.clearing.tree.TreeSolver;
import java.util.Arrays;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * The interior-point method over the region tree.
 *
 * <p>An iteration is: Schur complements up and predictor down, sums up and target down, right-hand
 * side up and corrector down, sums up and step length down. Once complementarity is small,
 * polishing is tried after each iteration.
 */
final class InteriorPhase {
  private static final double START_MULTIPLIER = 1.0;
  private static final double POLISH_BELOW_GAP = 1e-6;
  private static final double POLISH_BELOW_RESIDUAL = 1e-6;
  private static final double LEAST_STEP = 1e-9;
  private static final int GAP = 0;
  private static final int FIRST_ORDER = 1;
  private static final int SECOND_ORDER = 2;
  private static final int PAIRS = 3;

  private final RegionModel model;
  private final TreeSolver solver;
  private final Collectives collectives;
  private final int maxIterations;
  private final KktPoint point;
  private final Linearisation linear;
  private final double[] rightHandSide;
  private BarrierState barrier;
  private Consumer<DecisionDown> then = decision -> {};
  private double[] corrector = new double[0];
  private int iterations;
  private double relativeResidual = 1;

  InteriorPhase(RegionModel model, TreeSolver solver, Collectives collectives, int maxIterations) {
    this.model = model;
    this.solver = solver;
    this.collectives = collectives;
    this.maxIterations = maxIterations;
    point = new KktPoint(model);
    linear = new Linearisation(model);
    rightHandSide = new double[2 * model.all];
    barrier = new BarrierState(model, solver.equations(), point, START_MULTIPLIER);
  }

  int iterations() {
    return iterations;
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
    barrier = new BarrierState(model, solver.equations(), point, START_MULTIPLIER);
  }

  /** Runs iterations until the root decides to polish or to fail, which is passed on. */
  void run(Consumer<DecisionDown> whenStopped) {
    then = whenStopped;
    iterate();
  }

  private void iterate() {
    iterations++;
    barrier.linearise(point, linear, 0, false);
    solver.equations().rightHandSide(rightHandSide, point, linear);
    solver.factorAndSolve(linear, rightHandSide, this::predicted);
  }

  private void predicted(double[] step) {
    barrier.direct(point, step);
    vote(this::aim, this::correct);
  }

  private DecisionDown aim(SumsUp up) {
    double[] sums = up.sums();
    double target =
        sums[PAIRS] == 0
            ? 0
            : Mehrotra.target(
                sums[GAP], sums[FIRST_ORDER], sums[SECOND_ORDER], sums[PAIRS], up.minima()[0]);
    return new DecisionDown(up.step(), Decision.ADVANCE, new double[] {target});
  }

  private void correct(DecisionDown message) {
    barrier.linearise(point, linear, message.values()[0], true);
    solver.equations().rightHandSide(rightHandSide, point, linear);
    solver.solveAgain(rightHandSide, this::corrected);
  }

  private void corrected(double[] step) {
    corrector = step;
    barrier.direct(point, step);
    vote(this::decide, this::obey);
  }

  private void vote(Function<SumsUp, DecisionDown> decide, Consumer<DecisionDown> obey) {
    double[] sums = {
      barrier.gap(), barrier.gapFirstOrder(), barrier.gapSecondOrder(), barrier.pairs()
    };
    collectives.tree(new SumTask(sums, new double[] {barrier.longestStep()}, decide, obey));
  }

  private DecisionDown decide(SumsUp up) {
    double[] sums = up.sums();
    double length = Mehrotra.length(up.minima()[0]);
    relativeResidual *= 1 - length;
    double gap = sums[GAP] + length * (sums[FIRST_ORDER] + length * sums[SECOND_ORDER]);
    double meanGap = sums[PAIRS] == 0 ? 0 : gap / sums[PAIRS];
    Decision decision = Decision.ADVANCE;
    boolean broken = !Double.isFinite(gap) || length < LEAST_STEP;
    if (broken || iterations > maxIterations) {
      decision = Decision.FAIL;
    } else if (meanGap < POLISH_BELOW_GAP && relativeResidual < POLISH_BELOW_RESIDUAL) {
      decision = Decision.POLISH;
    }
    return new DecisionDown(up.step(), decision, new double[] {length});
  }

  private void obey(DecisionDown message) {
    if (message.decision() == Decision.FAIL) {
      then.accept(message);
      return;
    }
    barrier.move(point, corrector, message.values()[0]);
    if (message.decision() == Decision.POLISH) {
      then.accept(message);
    } else {
      iterate();
    }
  }
}
