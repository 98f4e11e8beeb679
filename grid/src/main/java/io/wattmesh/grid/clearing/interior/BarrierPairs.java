package io.wattmesh.grid.clearing.interior;

import java.util.Arrays;

/**
 * Slacks and their multipliers, pairwise, with the parts of their Newton direction.
 *
 * <p>A pair should obey slack * multiplier = target. Linearised, a part of the direction obeys
 * multiplierStep = push - ratio * slackStep, where push is the part's own share of the aim: minus
 * the multiplier for the affine part, 1 / slack for the centering part (for a target of one), and
 * minus the product of the affine steps over the slack for the correction. Pairs that were never
 * started are absent (a limit that is infinite).
 */
final class BarrierPairs {
  private final double[] slack;
  private final double[] multiplier;
  private final double[][] slackPart;
  private final double[][] multiplierPart;
  private final double[] slackStep;
  private final double[] multiplierStep;
  private int count;

  BarrierPairs(int size) {
    slack = new double[size];
    multiplier = new double[size];
    slackPart = DirectionPart.arrays(size);
    multiplierPart = DirectionPart.arrays(size);
    slackStep = new double[size];
    multiplierStep = new double[size];
    Arrays.fill(slack, -1);
  }

  void start(int j, double slackStart, double multiplierStart) {
    slack[j] = slackStart;
    multiplier[j] = multiplierStart;
    count++;
  }

  int count() {
    return count;
  }

  boolean present(int j) {
    return slack[j] > 0;
  }

  double slack(int j) {
    return slack[j];
  }

  double multiplier(int j) {
    return multiplier[j];
  }

  double ratio(int j) {
    return multiplier[j] / slack[j];
  }

  /** Multiplier step of a part at zero slack step. */
  double push(int j, DirectionPart part) {
    return switch (part) {
      case AFFINE -> -multiplier[j];
      case CENTERING -> 1 / slack[j];
      case CORRECTION -> {
        int affine = DirectionPart.AFFINE.place;
        yield -slackPart[affine][j] * multiplierPart[affine][j] / slack[j];
      }
    };
  }

  void direct(int j, DirectionPart part, double step) {
    slackPart[part.place][j] = step;
    multiplierPart[part.place][j] = push(j, part) - ratio(j) * step;
  }

  /** Sets the direction to the affine part, the centering part times a target, and a correction. */
  void combine(double target, boolean corrected) {
    for (int j = 0; j < slack.length; j++) {
      slackStep[j] = slackPart[0][j] + target * slackPart[1][j];
      multiplierStep[j] = multiplierPart[0][j] + target * multiplierPart[1][j];
      if (corrected) {
        slackStep[j] += slackPart[2][j];
        multiplierStep[j] += multiplierPart[2][j];
      }
    }
  }

  void move(double slackLength, double multiplierLength) {
    for (int j = 0; j < slack.length; j++) {
      if (present(j)) {
        slack[j] += slackLength * slackStep[j];
        multiplier[j] += multiplierLength * multiplierStep[j];
      }
    }
  }

  /** Adds to sums[0 .. 3] what {@link BarrierState#gap} says. */
  void addGap(double[] sums) {
    for (int j = 0; j < slack.length; j++) {
      if (present(j)) {
        sums[0] += slack[j] * multiplier[j];
        sums[1] += slackStep[j] * multiplier[j];
        sums[2] += slack[j] * multiplierStep[j];
        sums[3] += slackStep[j] * multiplierStep[j];
      }
    }
  }

  double longestSlackStep() {
    return longest(slack, slackStep);
  }

  double longestMultiplierStep() {
    return longest(multiplier, multiplierStep);
  }

  private double longest(double[] value, double[] step) {
    double longest = Double.POSITIVE_INFINITY;
    for (int j = 0; j < value.length; j++) {
      if (present(j) && step[j] < 0) {
        longest = Math.min(longest, -value[j] / step[j]);
      }
    }
    return longest;
  }
}
