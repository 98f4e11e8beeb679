package io.wattmesh.grid.clearing.admm;

/** Solves a small, nearly singular Gram system by Cholesky's factorisation. */
final class GramSolve {
  private GramSolve() {}

  /**
   * Solves (G + r trace(G) I) x = right.
   *
   * @return x, or an empty array if G is not positive even so
   */
  static double[] solve(double[][] gram, double[] right, double relativeRegularisation) {
    int n = right.length;
    double trace = 0;
    for (int j = 0; j < n; j++) {
      trace += gram[j][j];
    }
    double[][] l = new double[n][n];
    for (int i = 0; i < n; i++) {
      for (int j = 0; j <= i; j++) {
        double sum = gram[i][j];
        sum += i == j ? relativeRegularisation * trace + Double.MIN_NORMAL : 0;
        for (int k = 0; k < j; k++) {
          sum -= l[i][k] * l[j][k];
        }
        if (i == j && !(sum > 0)) {
          return new double[0];
        }
        l[i][j] = i == j ? Math.sqrt(sum) : sum / l[j][j];
      }
    }
    return substitute(l, right.clone());
  }

  private static double[] substitute(double[][] l, double[] x) {
    int n = x.length;
    for (int i = 0; i < n; i++) {
      for (int k = 0; k < i; k++) {
        x[i] -= l[i][k] * x[k];
      }
      x[i] /= l[i][i];
    }
    for (int i = n - 1; i >= 0; i--) {
      for (int k = i + 1; k < n; k++) {
        x[i] -= l[k][i] * x[k];
      }
      x[i] /= l[i][i];
    }
    return x;
  }
}
