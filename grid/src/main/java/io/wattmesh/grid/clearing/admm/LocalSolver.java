package io.wattmesh.grid.clearing.admm;

import io.wattmesh.grid.clearing.active.ActiveSet;
import io.wattmesh.grid.clearing.active.SetCheck;
import io.wattmesh.grid.clearing.interior.LocalInteriorPoint;
import io.wattmesh.grid.clearing.linear.PairLdl;
import io.wattmesh.grid.clearing.model.KktEquations;
import io.wattmesh.grid.clearing.model.KktPoint;
import io.wattmesh.grid.clearing.model.Linearisation;
import io.wattmesh.grid.clearing.model.RegionModel;
import io.wattmesh.grid.clearing.model.TieProximal;

/**
 * Solves a region's local problem, round after round.
 *
 * <p>The warm path assumes the last round's active set, which costs one solve with the factors of
 * the last round; wrong signs are corrected a few times; if that does not settle, an interior-point
 * solve finds the set afresh.
 */
public final class LocalSolver {
  private static final int MAX_CORRECTIONS = 12;
  private static final double TOLERANCE = 1e-7;

  /** Steps get this slope, $/MWh per unit, so that the local dispatch is unique. */
  private static final double STEP_SLOPE = 1e-3;

  /** Per unit per $/MWh. */
  private static final double LIMIT_COMPLIANCE = 1e-7;

  private final RegionModel model;
  private final KktEquations equations;
  private final PairLdl factors;
  private final LocalInteriorPoint interior;
  private final SetCheck check;
  private final ActiveSet set;
  private final ActiveSet factored;
  private final Linearisation linear;
  private final KktPoint point;
  private final double[] step;
  private boolean haveSet;
  private boolean haveFactors;
  private boolean cold;

  /** For a region whose ties are pulled to targets that may change between solves. */
  public LocalSolver(RegionModel model, TieProximal proximal) {
    this.model = model;
    equations = KktEquations.local(model, proximal);
    factors = new PairLdl(model.all, model.from, model.to, new boolean[model.all]);
    interior = new LocalInteriorPoint(model, equations, factors);
    check = new SetCheck(model, false, TOLERANCE, TOLERANCE);
    set = new ActiveSet(model, STEP_SLOPE, STEP_SLOPE, LIMIT_COMPLIANCE, 0);
    factored = new ActiveSet(model, STEP_SLOPE, STEP_SLOPE, LIMIT_COMPLIANCE, 0);
    linear = new Linearisation(model);
    point = new KktPoint(model);
    step = new double[2 * model.all];
  }

  /** The last solution. */
  public KktPoint point() {
    return point;
  }

  /** The last solution's active set. */
  public ActiveSet set() {
    return set;
  }

  /**
   * Whether the last solve had to find its active set afresh, which costs many times a warm one.
   */
  public boolean cold() {
    return cold;
  }

  /**
   * Solves at the present targets.
   *
   * @return false if no solution was found, which leaves the point of the interior-point method
   */
  public boolean solve() {
    cold = false;
    if (haveSet && settle()) {
      return true;
    }
    cold = true;
    haveFactors = false;
    if (!Double.isFinite(point.angle.length > 0 ? point.angle[0] : 0)) {
      return false;
    }
    boolean converged = interior.solve(point);
    for (int i = 0; i < model.own; i++) {
      set.setPiece(i, interior.barrier().pieceOf(i));
    }
    for (int l = 0; l < model.lines; l++) {
      set.setSide(l, interior.barrier().sideOf(l));
    }
    haveSet = true;
    return settle() || converged;
  }

  private boolean settle() {
    for (int k = 0; k < MAX_CORRECTIONS; k++) {
      if (!refactor()) {
        return false;
      }
      // The second solve refines away the compliance of lines held at their limits.
      solveOnce();
      solveOnce();
      if (check.correct(set, point) == 0) {
        return true;
      }
    }
    return false;
  }

  private boolean refactor() {
    if (haveFactors && factored.sameAs(set)) {
      return true;
    }
    set.linearise(point, linear);
    factors.clear();
    equations.assemble(factors, linear);
    haveFactors = factors.factor();
    factored.copyFrom(set);
    return haveFactors;
  }

  private void solveOnce() {
    set.linearise(point, linear);
    equations.rightHandSide(step, point, linear);
    factors.reduce(step);
    factors.expand(step);
    equations.apply(point, step, linear);
  }
}
