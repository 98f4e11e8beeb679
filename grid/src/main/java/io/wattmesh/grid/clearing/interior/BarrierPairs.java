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

  /** One over the slack: divisions take most of an iteration, so they are made once in each. */
  private final double[] inverse;

  private final double[][] slackPart;
  private final double[][] multiplierPart;
  private final double[] slackStep;
  private final double[] multiplierStep;
  private int count;

  BarrierPairs(int size) {
    slack = new double[size];
    multiplier = new double[size];
    inverse = new double[size];
    slackPart = DirectionPart.arrays(size);
    multiplierPart = DirectionPart.arrays(size);
    slackStep = new double[size];
    multiplierStep = new double[size];
    Arrays.fill(slack, -1);
  }

  void start(int j, double slackStart, double multiplierStart) {
    slack[j] = slackStart;
    inverse[j] = 1 / slackStart;
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
    return multiplier[j] * inverse[j];
  }

  /** Multiplier step of a part at zero slack step. */
  double push(int j, DirectionPart part) {
    return switch (part) {
      case AFFINE -> -multiplier[j];
      case CENTERING -> inverse[j];
      case CORRECTION -> {
        int affine = DirectionPart.AFFINE.place;
        yield -slackPart[affine][j] * multiplierPart[affine][j] * inverse[j];
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
        inverse[j] = 1 / slack[j];
        multiplier[j] += multiplierLength * multiplierStep[j];
      }
    }
  }

  /** The sum over all pairs of slack times multiplier. */
  double sum() {
    double sum = 0;
    for (int j = 0; j < slack.length; j++) {
      if (present(j)) {
        sum += slack[j] * multiplier[j];
      }
    }
    return sum;
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

  /**
   * Adds what the gap is made of for any target, without a step in between: the sums over all pairs
   * of slack times multiplier; of the affine and of the centering slack step times the multiplier;
   * of the slack times either multiplier step; and of the affine, mixed and centering products of
   * both steps.
   */
  void addGapParts(double[] sums) {
    double[] affineSlack = slackPart[DirectionPart.AFFINE.place];
    double[] centeringSlack = slackPart[DirectionPart.CENTERING.place];
    double[] affineMultiplier = multiplierPart[DirectionPart.AFFINE.place];
    double[] centeringMultiplier = multiplierPart[DirectionPart.CENTERING.place];
    for (int j = 0; j < slack.length; j++) {
      if (present(j)) {
        sums[0] += slack[j] * multiplier[j];
        sums[1] += affineSlack[j] * multiplier[j];
        sums[2] += centeringSlack[j] * multiplier[j];
        sums[3] += slack[j] * affineMultiplier[j];
        sums[4] += slack[j] * centeringMultiplier[j];
        sums[5] += affineSlack[j] * affineMultiplier[j];
        sums[6] += affineSlack[j] * centeringMultiplier[j];
        sums[6] += centeringSlack[j] * affineMultiplier[j];
        sums[7] += centeringSlack[j] * centeringMultiplier[j];
      }
    }
  }

  /** Lowers the longest steps of slacks and of multipliers, in turn, for each target. */
  void limitSteps(double[] targets, double[] longest) {
    for (int j = 0; j < slack.length; j++) {
      if (present(j)) {
        for (int k = 0; k < targets.length; k++) {
          longest[2 * k] =
              shorter(longest[2 * k], slack[j], slackPart[0][j] + targets[k] * slackPart[1][j]);
          longest[2 * k + 1] =
              shorter(
                  longest[2 * k + 1],
                  multiplier[j],
                  multiplierPart[0][j] + targets[k] * multiplierPart[1][j]);
        }
      }
    }
  }

  /** The longest step that also keeps this value nonnegative; divides only where it is shorter. */
  private static double shorter(double longest, double value, double step) {
    return step < 0 && value + longest * step < 0 ? -value / step : longest;
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
      if (present(j)) {
        longest = shorter(longest, value[j], step[j]);
      }
    }
    return longest;
  }
}
