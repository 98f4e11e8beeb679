package io.wattmesh.grid.clearing.interior;

import io.wattmesh.grid.clearing.linear.PairLdl;
import io.wattmesh.grid.clearing.model.KktEquations;
import io.wattmesh.grid.clearing.model.KktPoint;
import io.wattmesh.grid.clearing.model.Linearisation;
import io.wattmesh.grid.clearing.model.RegionModel;
import java.util.Arrays;

/** Solves one region's local problem from any start, without messages. */
public final class LocalInteriorPoint {
  private static final int MAX_ITERATIONS = 60;
  private static final double START_MULTIPLIER = 1.0;

  /** Nothing of the centering part. */
  private static final double[] AFFINE_ALONE = {0};

  private final RegionModel model;
  private final KktEquations equations;
  private final PairLdl factors;
  private final Linearisation linear;
  private final double[][] parts;
  private double[] step;
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
    this.parts = DirectionPart.arrays(2 * model.all);
    this.step = parts[0];
  }

  /**
   * Moves a point to the optimum.
   *
   * @return whether it converged
   */
  public boolean solve(KktPoint point) {
    barrier = BarrierState.cold(model, equations, point, START_MULTIPLIER);
    double residual = 1;
    for (int iteration = 0; iteration < MAX_ITERATIONS; iteration++) {
      double meanGap = barrier.meanGap();
      if (Mehrotra.converged(meanGap, residual)) {
        return true;
      }
      barrier.linearise(point, linear, DirectionPart.AFFINE);
      factors.clear();
      equations.assemble(factors, linear);
      if (!factors.factor()) {
        return false;
      }
      solve(point, DirectionPart.AFFINE);
      double target = aim(meanGap);
      lineariseAndSolve(point, DirectionPart.CENTERING);
      lineariseAndSolve(point, DirectionPart.CORRECTION);
      barrier.combine(target, true);
      double length = Mehrotra.length(longestStep());
      if (!Double.isFinite(step[0]) || length < 1e-10) {
        return false;
      }
      barrier.move(point, total(target), length, length);
      residual *= 1 - length;
    }
    return false;
  }

  /** The target that follows from how far the affine part leads. */
  private double aim(double meanGap) {
    double[] longest = barrier.longestStepsFor(AFFINE_ALONE);
    double shorter = Math.min(longest[0], longest[1]);
    return Mehrotra.centering(barrier.gapsFor(AFFINE_ALONE), shorter, shorter) * meanGap;
  }

  /** One for slacks and multipliers: the pull of the ties couples them. */
  private double longestStep() {
    return Math.min(barrier.longestSlackStep(), barrier.longestMultiplierStep());
  }

  private void lineariseAndSolve(KktPoint point, DirectionPart part) {
    barrier.linearise(point, linear, part);
    solve(point, part);
  }

  /** Solves for a part that is linearised. */
  private void solve(KktPoint point, DirectionPart part) {
    step = parts[part.place];
    if (part == DirectionPart.AFFINE) {
      equations.rightHandSide(step, point, linear);
    } else {
      equations.shiftSide(step, linear);
    }
    factors.reduce(step);
    factors.expand(step);
    barrier.direct(point, step, part);
  }

  private double[] total(double target) {
    double[] sum = new double[step.length];
    Arrays.setAll(sum, i -> parts[0][i] + target * parts[1][i] + parts[2][i]);
    return sum;
  }

  /** Where the last solve left its pairs. */
  public BarrierState barrier() {
    return barrier;
  }
}
