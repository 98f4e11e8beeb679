package io.wattmesh.grid.clearing.admm;

import java.util.Arrays;

/**
 * The root's half of Anderson acceleration: from inner products to coefficients.
 *
 * <p>Minimises |F - dF c|^2 + r |c|^2 over the slots. The accelerated step is taken only if |F|
 * lies under a bound that shrinks with each such step, else the plain step, which converges on its
 * own. If |F| has grown by a factor after an accelerated step, that step is undone.
 */
public final class AndersonMixer {
  private static final double REGULARISATION = 1e-10;
  private static final double GUARD_FACTOR = 2;
  private static final double GUARD_POWER = 1.1;
  private static final double HARMFUL_GROWTH = 1.3;

  private final int depth;
  private final double[][] gram;
  private int recorded;
  private int accelerated;
  private double firstNorm = -1;
  private double normBefore = Double.POSITIVE_INFINITY;

  /** For memories of the same depth. */
  public AndersonMixer(int depth) {
    this.depth = depth;
    this.gram = new double[depth][depth];
  }

  /** Whether |F| says that the last step was accelerated and did harm; if so, forgets. */
  public boolean retreats(double norm) {
    boolean harmed = norm > HARMFUL_GROWTH * normBefore;
    if (harmed) {
      recorded = 0;
      normBefore = Double.POSITIVE_INFINITY;
      for (double[] row : gram) {
        Arrays.fill(row, 0);
      }
    }
    return harmed;
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
    normBefore = Double.POSITIVE_INFINITY;
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
    double[] right = Arrays.copyOfRange(sums, first + depth, first + 2 * depth);
    double[] coefficients = GramSolve.solve(gram, right, REGULARISATION);
    if (coefficients.length > 0) {
      accelerated++;
      normBefore = norm;
    }
    return coefficients;
  }
}
