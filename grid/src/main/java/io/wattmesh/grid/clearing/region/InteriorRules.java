package io.wattmesh.grid.clearing.region;

import io.wattmesh.grid.clearing.interior.Mehrotra;
import io.wattmesh.grid.clearing.message.Decision;
import io.wattmesh.grid.clearing.message.RegionMessage.DecisionDown;
import io.wattmesh.grid.clearing.message.RegionMessage.SumsUp;
import java.util.Arrays;

/**
 * What the root decides in each interior-point iteration, from sums alone.
 *
 * <p>A mixture of affine and centering part is taken without the second-order correction, which
 * saves a pass over the tree, if it leaves little of both the gap and the residual.
 */
final class InteriorRules {
  /** Targets that are weighed against each other, in parts of the mean gap; the first is affine. */
  static final double[] MIXTURES = {0, 1e-4, 1e-3, 0.01, 0.03, 0.06, 0.1, 0.15, 0.2, 0.3, 0.4};

  /** A mixture is good enough if at most this part of gap and residual stays. */
  private static final double GOOD_ENOUGH = 0.3;

  private static final double POLISH_BELOW_GAP = 1e-5;
  private static final double POLISH_BELOW_RESIDUAL = 1e-5;
  private static final double LEAST_STEP = 1e-9;

  private final int maxIterations;
  private int iterations;
  private double relativeResidual = 1;
  private boolean haveMeanGap;

  InteriorRules(int maxIterations) {
    this.maxIterations = maxIterations;
  }

  /** Takes the best mixture with its step length, or asks for the correction. */
  DecisionDown choose(SumsUp up) {
    iterations++;
    double[] sums = up.sums();
    double pairs = sums[0];
    double[] affine = Arrays.copyOfRange(sums, 1, 4);
    double meanGap = pairs == 0 ? 0 : affine[0] / pairs;
    int best = 0;
    double least = Double.POSITIVE_INFINITY;
    for (int k = 0; k < (haveMeanGap ? MIXTURES.length : 1); k++) {
      double left = left(Arrays.copyOfRange(sums, 1 + 3 * k, 4 + 3 * k), up.minima()[k]);
      if (left < least) {
        least = left;
        best = k;
      }
    }
    if (least <= GOOD_ENOUGH) {
      double[] gap = Arrays.copyOfRange(sums, 1 + 3 * best, 4 + 3 * best);
      return move(up.step(), MIXTURES[best] * meanGap, gap, pairs, up.minima()[best]);
    }
    double target = Mehrotra.centering(affine, up.minima()[0]) * meanGap;
    lastTarget = target;
    return new DecisionDown(up.step(), Decision.SECOND_ORDER, new double[] {target});
  }

  private double lastTarget;

  private static double left(double[] gap, double longest) {
    double length = Mehrotra.length(longest);
    double gapLeft = gap[0] == 0 ? 0 : Mehrotra.after(gap, length) / gap[0];
    return Math.max(gapLeft, 1 - length);
  }

  /** The step length along the corrected direction. */
  DecisionDown measure(SumsUp up) {
    double[] gap = Arrays.copyOf(up.sums(), 3);
    return move(up.step(), lastTarget, gap, up.sums()[3], up.minima()[0]);
  }

  private DecisionDown move(int step, double target, double[] gap, double pairs, double longest) {
    double length = Mehrotra.length(longest);
    relativeResidual *= 1 - length;
    double meanGap = pairs == 0 ? 0 : Mehrotra.after(gap, length) / pairs;
    haveMeanGap = true;
    Decision decision = Decision.ADVANCE;
    boolean broken = !Double.isFinite(meanGap) || length < LEAST_STEP;
    if (broken || iterations > maxIterations) {
      decision = Decision.FAIL;
    } else if (meanGap < POLISH_BELOW_GAP && relativeResidual < POLISH_BELOW_RESIDUAL) {
      decision = Decision.POLISH;
    }
    return new DecisionDown(step, decision, new double[] {target, length, meanGap});
  }
}
