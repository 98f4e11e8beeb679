package io.wattmesh.grid.clearing.interior;

import java.util.Arrays;

/**
 * Slacks and their multipliers, pairwise, with a common Newton direction.
 *
 * <p>A pair obeys slack * multiplier = aim; its linearised direction is multiplierStep = push -
 * ratio * slackStep - multiplier with the multiplier folded into push. Pairs that were never
 * started are absent (a limit that is infinite).
 */
final class BarrierPairs {
  private final double[] slack;
  private final double[] multiplier;
  private final double[] slackStep;
  private final double[] multiplierStep;
  private final double[] aim;
  private int count;

  BarrierPairs(int size) {
    slack = new double[size];
    multiplier = new double[size];
    slackStep = new double[size];
    multiplierStep = new double[size];
    aim = new double[size];
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

  /** Sets what slack times multiplier should become. */
  void aim(double target, boolean corrected) {
    for (int j = 0; j < slack.length; j++) {
      aim[j] = target - (corrected ? slackStep[j] * multiplierStep[j] : 0);
    }
  }

  double ratio(int j) {
    return multiplier[j] / slack[j];
  }

  /** Multiplier step at zero slack step. */
  double push(int j) {
    return aim[j] / slack[j] - multiplier[j];
  }

  void direct(int j, double step) {
    slackStep[j] = step;
    multiplierStep[j] = push(j) - ratio(j) * step;
  }

  void move(double length) {
    for (int j = 0; j < slack.length; j++) {
      if (present(j)) {
        slack[j] += length * slackStep[j];
        multiplier[j] += length * multiplierStep[j];
      }
    }
  }

  double gap() {
    double sum = 0;
    for (int j = 0; j < slack.length; j++) {
      sum += present(j) ? slack[j] * multiplier[j] : 0;
    }
    return sum;
  }

  double firstOrder() {
    double sum = 0;
    for (int j = 0; j < slack.length; j++) {
      sum += present(j) ? slack[j] * multiplierStep[j] + slackStep[j] * multiplier[j] : 0;
    }
    return sum;
  }

  double secondOrder() {
    double sum = 0;
    for (int j = 0; j < slack.length; j++) {
      sum += present(j) ? slackStep[j] * multiplierStep[j] : 0;
    }
    return sum;
  }

  double longestStep() {
    double longest = Double.POSITIVE_INFINITY;
    for (int j = 0; j < slack.length; j++) {
      if (present(j)) {
        longest = slackStep[j] < 0 ? Math.min(longest, -slack[j] / slackStep[j]) : longest;
        longest =
            multiplierStep[j] < 0 ? Math.min(longest, -multiplier[j] / multiplierStep[j]) : longest;
      }
    }
    return longest;
  }
}
