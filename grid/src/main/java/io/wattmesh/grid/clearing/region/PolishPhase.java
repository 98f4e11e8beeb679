package io.wattmesh.grid.clearing.region;

import io.wattmesh.grid.clearing.active.ActiveSet;
import io.wattmesh.grid.clearing.active.SetCheck;
import io.wattmesh.grid.clearing.message.Decision;
import io.wattmesh.grid.clearing.message.RegionMessage.DecisionDown;
import io.wattmesh.grid.clearing.message.RegionMessage.SumsUp;
import io.wattmesh.grid.clearing.model.KktPoint;
import io.wattmesh.grid.clearing.model.Linearisation;
import io.wattmesh.grid.clearing.model.RegionModel;
import io.wattmesh.grid.clearing.tree.TreeSolver;
import java.util.List;
import java.util.function.Consumer;

/**
 * Tries to finish exactly from an approximate point.
 *
 * <p>Guess each bus's piece and each line's side, solve the equations that leaves over the tree,
 * refine three times or more, check. Wrong signs correct the guess a bounded number of times, as
 * long as their number does not run away: then a better guess is cheaper. What is accepted
 * satisfies every KKT condition of the network's problem, so it is the optimum whatever led to it.
 *
 * <pre>
 *   align borders -> solve -> check -> wrong signs: correct, solve | give up
 *                                   -> right signs: refine (3 to 8 times) -> accept | give up
 * </pre>
 *
 * <p>The votes on a solution travel with the right-hand side of its refinement, so that a check
 * costs no pass of its own.
 */
final class PolishPhase {
  private static final int LEAST_REFINEMENTS = 3;

  /**
   * How exact a point must be to be accepted.
   *
   * @param power per unit
   * @param price $/MWh
   * @param solverSlope least slope that the linear solver sees, $/MWh per unit
   * @param solverCompliance of lines held at their limits, per unit per $/MWh
   * @param mostRefinements of one linear system
   */
  record Tolerances(
      double power,
      double price,
      double solverSlope,
      double solverCompliance,
      int mostRefinements) {
    /** A tenth of a watt at a base of 100 MVA, and a hundredth of a bid's least price step. */
    static final Tolerances OF_MARKET = new Tolerances(1e-9, 1e-8, 1e-6, 1e-7, 8);

    /**
     * The same exactness, with more patience for systems that are nearly singular. Where many tied
     * steps can take over from each other, rounding of prices over the solver's slope moves
     * injections; the last has a slope that keeps this below the tolerance.
     */
    static final List<Tolerances> LADDER_OF_MARKET =
        List.of(
            OF_MARKET,
            new Tolerances(1e-9, 1e-8, 1e-5, 1e-9, 40),
            new Tolerances(1e-9, 1e-8, 1e-3, 1e-7, 40));
  }

  /** Corrections that end well seldom add wrong signs; those that do not soon have many more. */
  private static final double MOST_GROWTH = 2;

  private static final int WRONG = 0;
  private static final int UNSETTLED = 1;
  private static final int DRIFTING = 2;

  /**
   * $/MWh: where no bus of a part of the grid is on a segment, nothing ties its prices down, and
   * rounding lets them drift by this much at most a refinement. Within the range of their vertices
   * they are as good as any.
   */
  private static final double MOST_DRIFT = 1e-6;

  private final RegionModel model;
  private final TreeSolver solver;
  private final BorderAlignment borders;
  private final Tolerances tolerances;
  private final SetCheck check;
  private final ActiveSet set;
  private final Linearisation linear;
  private final KktPoint point;
  private final double[] rightHandSide;
  private final int maxCorrections;
  private Consumer<Boolean> then = accepted -> {};
  private int corrections;
  private double lastWrong;
  private int refinements;
  private int attempts;

  PolishPhase(
      RegionModel model,
      TreeSolver solver,
      BorderAlignment borders,
      Tolerances tolerances,
      int maxCorrections) {
    this.model = model;
    this.solver = solver;
    this.borders = borders;
    this.maxCorrections = maxCorrections;
    this.tolerances = tolerances;
    check = new SetCheck(model, true, tolerances.power(), tolerances.price());
    set = new ActiveSet(model, 0, tolerances.solverSlope(), tolerances.solverCompliance());
    linear = new Linearisation(model);
    point = new KktPoint(model);
    rightHandSide = new double[2 * model.all];
  }

  int attempts() {
    return attempts;
  }

  /** The polished point; valid once an attempt was accepted. */
  KktPoint point() {
    return point;
  }

  /** The guess to start from; the caller fills it before {@link #attempt}. */
  ActiveSet guess() {
    return set;
  }

  void attempt(KktPoint start, Consumer<Boolean> whenDone) {
    attempts++;
    corrections = 0;
    lastWrong = Double.POSITIVE_INFINITY;
    then = whenDone;
    point.copyFrom(start);
    borders.align(point, this::solve);
  }

  private void solve() {
    refinements = 0;
    set.linearise(point, linear);
    solver.equations().rightHandSide(rightHandSide, point, linear);
    solver.factorAndSolve(
        linear, new double[][] {rightHandSide}, solutions -> applyAndVote(solutions[0]));
  }

  /** Moves to the solution, and sends the votes on it up with the side of the next refinement. */
  private void applyAndVote(double[] step) {
    solver.equations().apply(point, step, linear);
    boolean refined = refinements >= LEAST_REFINEMENTS;
    double unsettled = refined ? unsettled(step) : 0;
    double drifting = refined ? drifting(step) : 0;
    // A step that is not a number must not pass for settled.
    double broken = Double.isFinite(point.price[0] + point.angle[0]) ? 0 : Double.NaN;
    set.linearise(point, linear);
    solver.equations().rightHandSide(rightHandSide, point, linear);
    double wrong = check.correct(set, point);
    solver.solveAndDecide(
        rightHandSide,
        new double[] {wrong, unsettled + broken, drifting},
        new double[0],
        this::decide,
        this::obey);
  }

  private double unsettled(double[] step) {
    int count = 0;
    for (int i = 0; i < model.own; i++) {
      double moves = Math.abs(step[2 * i + 1]);
      boolean answers = model.curve[i].segments() > 0;
      double allowed = set.piece(i) % 2 == 1 ? tolerances.price() : MOST_DRIFT;
      count += answers && moves > allowed ? 1 : 0;
    }
    for (int l = 0; l < model.lines; l++) {
      boolean moves = Math.abs(solver.equations().flowStep(l, step)) > tolerances.power();
      count += model.owned[l] && moves ? 1 : 0;
    }
    return count + (set.equationError(point, true) > tolerances.price() ? 1 : 0);
  }

  /** Buses at a vertex whose price still moves: the rest of convergence, or drift. */
  private double drifting(double[] step) {
    int count = 0;
    for (int i = 0; i < model.own; i++) {
      boolean vertex = model.curve[i].segments() > 0 && set.piece(i) % 2 == 0;
      count += vertex && Math.abs(step[2 * i + 1]) > tolerances.price() ? 1 : 0;
    }
    return count;
  }

  private DecisionDown decide(SumsUp sums) {
    Decision decision;
    if (Double.isNaN(sums.sums()[UNSETTLED])) {
      decision = Decision.RESUME;
    } else if (sums.sums()[WRONG] > 0) {
      boolean runsAway = sums.sums()[WRONG] > MOST_GROWTH * lastWrong;
      boolean mayCorrect = corrections < maxCorrections && !runsAway;
      decision = mayCorrect ? Decision.CORRECT : Decision.RESUME;
      lastWrong = sums.sums()[WRONG];
    } else if (refinements < LEAST_REFINEMENTS) {
      decision = Decision.REFINE;
    } else if (sums.sums()[UNSETTLED] > 0) {
      decision = refinements < tolerances.mostRefinements() ? Decision.REFINE : Decision.RESUME;
    } else if (sums.sums()[DRIFTING] > 0 && refinements < tolerances.mostRefinements()) {
      decision = Decision.REFINE;
    } else {
      decision = Decision.ACCEPT;
    }
    return new DecisionDown(sums.step(), decision, new double[0]);
  }

  private void obey(DecisionDown message, double[] refinement) {
    switch (message.decision()) {
      case CORRECT -> {
        corrections++;
        solve();
      }
      case REFINE -> {
        refinements++;
        applyAndVote(refinement);
      }
      case ACCEPT -> then.accept(true);
      case RESUME -> then.accept(false);
      default ->
          throw new IllegalStateException("polishing cannot follow decision " + message.decision());
    }
  }
}
