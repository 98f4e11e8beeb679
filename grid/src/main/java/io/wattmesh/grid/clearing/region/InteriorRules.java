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
 *
 * <p>Slacks, injections and angles take one step length, multipliers and prices another, each as
 * long as it may be, but none more than three times the other: what one side gains beyond that is
 * lost again while the other catches up. Where bids are steps, that is exact; a slope's
 * stationarity is left with a residual of slope times the difference, which the next affine part
 * removes.
 */
final class InteriorRules {
  /** Targets that are weighed against each other, in parts of the mean gap; the first is affine. */
  static final double[] MIXTURES = {0, 1e-4, 1e-3, 0.01, 0.03, 0.06, 0.1, 0.15, 0.2, 0.3, 0.4};

  /** A mixture is good enough if at most this part of gap and residual stays. */
  private static final double GOOD_ENOUGH = 0.4;

  private static final double POLISH_BELOW_GAP = 1e-5;
  private static final double POLISH_BELOW_RESIDUAL = 1e-5;
  private static final double MOST_APART = 3;
  private static final double LEAST_STEP = 1e-9;

  /** In so many iterations gap or residual must halve: a misled start never does, slow ones do. */
  private static final int STALLED_AFTER = 40;

  private final int maxIterations;
  private int iterations;
  private double relativeResidual = 1;
  private double lastGap = Double.POSITIVE_INFINITY;
  private double lastResidual = Double.POSITIVE_INFINITY;
  private int progressAt;
  private boolean haveMeanGap;
  private double target;

  InteriorRules(int maxIterations) {
    this.maxIterations = maxIterations;
  }

  /** Takes the best mixture with its step lengths, or asks for the correction. */
  DecisionDown choose(SumsUp up) {
    iterations++;
    int best = 0;
    for (int k = 1; haveMeanGap && k < MIXTURES.length; k++) {
      best = left(up, k) < left(up, best) ? k : best;
    }
    // Of what cannot be compared, not a number, nothing is good enough.
    if (left(up, best) <= GOOD_ENOUGH) {
      target = MIXTURES[best] * meanGap(up);
      return move(up, best);
    }
    target = Mehrotra.centering(gap(up, 0), up.minima()[0], up.minima()[1]) * meanGap(up);
    return new DecisionDown(up.step(), Decision.SECOND_ORDER, new double[] {target});
  }

  /** What part of the gap or of the residual a mixture leaves, whichever is more. */
  private static double left(SumsUp up, int mixture) {
    double[] gap = gap(up, mixture);
    double slackLength = slackLength(up, mixture);
    double multiplierLength = multiplierLength(up, mixture);
    double after = Mehrotra.after(gap, slackLength, multiplierLength);
    return Math.max(gap[0] == 0 ? 0 : after / gap[0], 1 - Math.min(slackLength, multiplierLength));
  }

  private static double[] gap(SumsUp up, int mixture) {
    return Arrays.copyOfRange(up.sums(), 1 + 4 * mixture, 5 + 4 * mixture);
  }

  private static double slackLength(SumsUp up, int mixture) {
    return length(up.minima()[2 * mixture], up.minima()[2 * mixture + 1]);
  }

  private static double multiplierLength(SumsUp up, int mixture) {
    return length(up.minima()[2 * mixture + 1], up.minima()[2 * mixture]);
  }

  private static double length(double longest, double longestOther) {
    return Math.min(Mehrotra.length(longest), MOST_APART * Mehrotra.length(longestOther));
  }

  private static double meanGap(SumsUp up) {
    double pairs = up.sums()[0];
    return pairs == 0 ? 0 : gap(up, 0)[0] / pairs;
  }

  /** The step lengths along the corrected direction. */
  DecisionDown measure(SumsUp up) {
    return move(up, 0);
  }

  private DecisionDown move(SumsUp up, int mixture) {
    double slackLength = slackLength(up, mixture);
    double multiplierLength = multiplierLength(up, mixture);
    double shorter = Math.min(slackLength, multiplierLength);
    relativeResidual *= 1 - shorter;
    double pairs = up.sums()[0];
    double after = Mehrotra.after(gap(up, mixture), slackLength, multiplierLength);
    double meanGap = pairs == 0 ? 0 : after / pairs;
    haveMeanGap = true;
    Decision decision = Decision.ADVANCE;
    boolean broken = !Double.isFinite(meanGap) || shorter < LEAST_STEP;
    if (broken || iterations > maxIterations) {
      decision = Decision.FAIL;
    } else if (meanGap < POLISH_BELOW_GAP && relativeResidual < POLISH_BELOW_RESIDUAL) {
      decision = Decision.POLISH;
    } else if (stalls(meanGap)) {
      decision = Decision.FAIL;
    }
    return new DecisionDown(
        up.step(), decision, new double[] {target, slackLength, multiplierLength, meanGap});
  }

  private boolean stalls(double meanGap) {
    if (meanGap <= 0.5 * lastGap || relativeResidual <= 0.5 * lastResidual) {
      lastGap = Math.min(lastGap, meanGap);
      lastResidual = Math.min(lastResidual, relativeResidual);
      progressAt = iterations;
    }
    return iterations - progressAt >= STALLED_AFTER;
  }
}
