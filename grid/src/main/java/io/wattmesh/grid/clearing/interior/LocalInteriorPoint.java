package io.wattmesh.grid.clearing.interior;

import io.wattmesh.grid.clearing.linear.PairLdl;
import io.wattmesh.grid.clearing.model.KktEquations;
import io.wattmesh.grid.clearing.model.KktPoint;
import io.wattmesh.grid.clearing.model.Linearisation;
import io.wattmesh.grid.clearing.model.RegionModel;

/** Solves one region's local problem from any start, without messages. */
public final class LocalInteriorPoint {
  private static final int MAX_ITERATIONS = 60;
  private static final double START_MULTIPLIER = 1.0;

  private final RegionModel model;
  private final KktEquations equations;
  private final PairLdl factors;
  private final Linearisation linear;
  private final double[] step;
  private BarrierState barrier;

  /**
   * @param equations the local equations
   * @param factors room for their factors, with the model's buses as vertices
   */
  public LocalInteriorPoint(RegionModel model, KktEquations equations, PairLdl factors) {
    this.model = model;
    this.equations = equations;
    this.factors = factors;
    this.linear = new Linearisation(model);
    this.step = new double[2 * model.all];
  }

  /**
   * Moves a point to the optimum.
   *
   * @return whether it converged
   */
  public boolean solve(KktPoint point) {
    barrier = new BarrierState(model, equations, point, START_MULTIPLIER);
    double residual = 1;
    for (int iteration = 0; iteration < MAX_ITERATIONS; iteration++) {
      double meanGap = barrier.pairs() == 0 ? 0 : barrier.gap() / barrier.pairs();
      if (Mehrotra.converged(meanGap, residual)) {
        return true;
      }
      barrier.linearise(point, linear, 0, false);
      factors.clear();
      equations.assemble(factors, linear);
      if (!factors.factor()) {
        return false;
      }
      direct(point);
      double target =
          barrier.pairs() == 0
              ? 0
              : Mehrotra.target(
                  barrier.gap(),
                  barrier.gapFirstOrder(),
                  barrier.gapSecondOrder(),
                  barrier.pairs(),
                  barrier.longestStep());
      barrier.linearise(point, linear, target, true);
      direct(point);
      double length = Mehrotra.length(barrier.longestStep());
      if (!Double.isFinite(step[0]) || length < 1e-10) {
        return false;
      }
      barrier.move(point, step, length);
      residual *= 1 - length;
    }
    return false;
  }

  private void direct(KktPoint point) {
    equations.rightHandSide(step, point, linear);
    factors.reduce(step);
    factors.expand(step);
    barrier.direct(point, step);
  }

  /** Where the last solve left its pairs. */
  public BarrierState barrier() {
    return barrier;
  }
}
