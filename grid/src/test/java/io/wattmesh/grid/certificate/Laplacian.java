package io.wattmesh.grid.certificate;

import java.util.Arrays;

/** Solves sum over branches of A b (x_from - x_to) = right, each island's reference at zero. */
final class Laplacian {
  private Laplacian() {}

  static double[] solve(NetworkModel network, double[] right) {
    double[] x = eliminate(network, right);
    // Two refinements leave the residual at the rounding of its own sum.
    for (int k = 0; k < 2; k++) {
      double[] residual = right.clone();
      for (int branch = 0; branch < network.branches(); branch++) {
        int from = network.fromBus(branch);
        int to = network.toBus(branch);
        double flow = network.susceptanceWattsPerRad(branch) * (x[from] - x[to]);
        residual[from] -= flow;
        residual[to] += flow;
      }
      double[] step = eliminate(network, residual);
      Arrays.setAll(x, bus -> x[bus] + step[bus]);
    }
    return x;
  }

  private static double[][] matrix(NetworkModel network) {
    double[][] matrix = new double[network.buses()][network.buses()];
    for (int branch = 0; branch < network.branches(); branch++) {
      int from = network.fromBus(branch);
      int to = network.toBus(branch);
      long susceptance = network.susceptanceWattsPerRad(branch);
      matrix[from][from] += susceptance;
      matrix[to][to] += susceptance;
      matrix[from][to] -= susceptance;
      matrix[to][from] -= susceptance;
    }
    for (int island = 0; island < network.islands(); island++) {
      int reference = network.referenceBus(island);
      for (int bus = 0; bus < network.buses(); bus++) {
        matrix[reference][bus] = 0;
        matrix[bus][reference] = 0;
      }
      matrix[reference][reference] = 1;
    }
    return matrix;
  }

  private static double[] eliminate(NetworkModel network, double[] givenRight) {
    double[][] matrix = matrix(network);
    double[] right = givenRight.clone();
    for (int island = 0; island < network.islands(); island++) {
      right[network.referenceBus(island)] = 0;
    }
    int n = right.length;
    for (int pivot = 0; pivot < n; pivot++) {
      for (int row = pivot + 1; row < n; row++) {
        double factor = matrix[row][pivot] / matrix[pivot][pivot];
        if (factor != 0) {
          for (int column = pivot; column < n; column++) {
            matrix[row][column] -= factor * matrix[pivot][column];
          }
          right[row] -= factor * right[pivot];
        }
      }
    }
    double[] x = new double[n];
    for (int row = n - 1; row >= 0; row--) {
      double sum = right[row];
      for (int column = row + 1; column < n; column++) {
        sum -= matrix[row][column] * x[column];
      }
      x[row] = sum / matrix[row][row];
    }
    return x;
  }
}
