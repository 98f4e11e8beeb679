package io.wattmesh.grid.clearing.admm;

import java.util.Arrays;

/**
 * The root's half of Anderson acceleration: from inner products to coefficients.
 *
 * <p>Minimises |F - dF c|^2 + r |c|^2 over the slots. The accelerated step is taken only if |F| lies
 * under a bound that shrinks with each such step, else the plain step, which converges on its own.
 */
public final class AndersonMixer {
  private static final double REGULARISATION = 1e-10;
  private static final double GUARD_FACTOR = 10;
  private static final double GUARD_POWER = 1.1;

  private final int depth;
  private final double[][] gram;
  private int recorded;
  private int accelerated;
  private double firstNorm = -1;

  /** For memories of the same depth. */
  public AndersonMixer(int depth) {
    this.depth = depth;
    this.gram = new double[depth][depth];
  }

  /**
   * Takes in a round's sums.
   *
   * @param norm the norm of F
   * @param sums array holding the products as {@code AndersonMemory.addProducts} lays them out
   * @param first where they begin
   * @return the coefficients of an accelerated step, or none for a plain one
   */
  public double[] mix(double norm, double[] sums, int first) {
    recorded++;
    firstNorm = firstNorm < 0 ? norm : firstNorm;
    if (recorded < 2) {
      return new double[0];
    }
    int newest = (recorded - 2) % depth;
    for (int j = 0; j < depth; j++) {
      gram[newest][j] = sums[first + j];
      gram[j][newest] = sums[first + j];
    }
    double bound =
        GUARD_FACTOR * firstNorm * Math.pow(1 + accelerated / (double) depth, -GUARD_POWER);
    if (norm > bound) {
      return new double[0];
    }
    double[] coefficients = solve(Arrays.copyOfRange(sums, first + depth, first + 2 * depth));
    accelerated += coefficients.length > 0 ? 1 : 0;
    return coefficients;
  }

  /** Cholesky on the regularised Gram matrix. */
  private double[] solve(double[] right) {
    double trace = 0;
    for (int j = 0; j < depth; j++) {
      trace += gram[j][j];
    }
    double[][] l = new double[depth][depth];
    for (int i = 0; i < depth; i++) {
      for (int j = 0; j <= i; j++) {
        double sum = gram[i][j] + (i == j ? REGULARISATION * trace + Double.MIN_NORMAL : 0);
        for (int k = 0; k < j; k++) {
          sum -= l[i][k] * l[j][k];
        }
        if (i == j && !(sum > 0)) {
          return new double[0];
        }
        l[i][j] = i == j ? Math.sqrt(sum) : sum / l[j][j];
      }
    }
    double[] x = right.clone();
    for (int i = 0; i < depth; i++) {
      for (int k = 0; k < i; k++) {
        x[i] -= l[i][k] * x[k];
      }
      x[i] /= l[i][i];
    }
    for (int i = depth - 1; i >= 0; i--) {
      for (int k = i + 1; k < depth; k++) {
        x[i] -= l[k][i] * x[k];
      }
      x[i] /= l[i][i];
    }
    return x;
  }
}
