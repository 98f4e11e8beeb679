package io.wattmesh.grid.clearing.admm;

import java.util.Arrays;

/**
 * A region's share of the history that Anderson acceleration mixes.
 *
 * <p>With F(s) = T(s) - s at each round, slot j keeps the differences of s and of F between two
 * consecutive rounds. The region sends only inner products; coefficients come back from the root.
 */
final class AndersonMemory {
  private final int depth;
  private final double[][] stateDifference;
  private final double[][] residualDifference;
  private final double[] lastState;
  private final double[] lastResidual;
  private final double[] plainStep;
  private int recorded;

  AndersonMemory(int size, int depth) {
    this.depth = depth;
    stateDifference = new double[depth][size];
    residualDifference = new double[depth][size];
    lastState = new double[size];
    lastResidual = new double[size];
    plainStep = new double[size];
  }

  /** Records a round; from the second on, this fills one slot, the oldest. */
  void record(double[] state, double[] residual) {
    if (recorded > 0) {
      int slot = (recorded - 1) % depth;
      for (int i = 0; i < state.length; i++) {
        stateDifference[slot][i] = state[i] - lastState[i];
        residualDifference[slot][i] = residual[i] - lastResidual[i];
      }
    }
    System.arraycopy(state, 0, lastState, 0, state.length);
    System.arraycopy(residual, 0, lastResidual, 0, residual.length);
    recorded++;
  }

  /**
   * Adds this region's share of the inner products to sums[first ..]: the newest difference with
   * each slot, then the last residual with each slot.
   *
   * @param counts which entries this region accounts for
   */
  void addProducts(double[] sums, int first, boolean[] counts) {
    int newest = (recorded - 2 + 2 * depth) % depth;
    for (int j = 0; j < depth; j++) {
      double withNewest = 0;
      double withResidual = 0;
      for (int i = 0; i < counts.length; i++) {
        if (counts[i]) {
          withNewest += residualDifference[newest][i] * residualDifference[j][i];
          withResidual += lastResidual[i] * residualDifference[j][i];
        }
      }
      sums[first + j] += withNewest;
      sums[first + depth + j] += withResidual;
    }
  }

  /** Goes back to the plain step that the last step replaced, and forgets. */
  void retreat(double[] state) {
    System.arraycopy(plainStep, 0, state, 0, state.length);
    recorded = 0;
    for (int j = 0; j < depth; j++) {
      Arrays.fill(stateDifference[j], 0);
      Arrays.fill(residualDifference[j], 0);
    }
  }

  /** The next state: the plain step less the mixture of differences; no coefficients, plain. */
  void advance(double[] state, double[] coefficients) {
    for (int i = 0; i < state.length; i++) {
      double next = lastState[i] + lastResidual[i];
      plainStep[i] = next;
      for (int j = 0; j < coefficients.length; j++) {
        next -= coefficients[j] * (stateDifference[j][i] + residualDifference[j][i]);
      }
      state[i] = next;
    }
  }
}
