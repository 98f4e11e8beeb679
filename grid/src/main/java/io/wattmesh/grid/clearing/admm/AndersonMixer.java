package io.wattmesh.grid.clearing.admm;

import java.util.Arrays;

/**
 * The root's half of Anderson acceleration: from inner products to coefficients.
 *
 * <p>Minimises |F - dF c|^2 + r |c|^2 over the slots. The accelerated step is taken only if |F|
 * lies under a bound that shrinks with each such step, else the plain step, which converges on its
 * own. Where F hardly changes from round to round, prices drift towards a bid or limit that is far
 * away, and there is nothing to mix: then ever more plain steps are taken at once. If |F| has grown
 * by a factor after either kind of step, that step is undone.
 */
public final class AndersonMixer {
  private static final double REGULARISATION = 1e-10;
  private static final double GUARD_FACTOR = 2;
  private static final double GUARD_POWER = 1.1;
  private static final double HARMFUL_GROWTH = 1.3;

  /** F changes by less than this part of itself: prices drift towards a bid that is far away. */
  private static final double DRIFT = 0.1;

  private static final double LEAST_STRETCH = 4;
  private static final double MOST_STRETCH = 4096;

  private final int depth;
  private final double[][] gram;
  private int recorded;
  private int accelerated;
  private double firstNorm = -1;
  private double normBefore = Double.POSITIVE_INFINITY;
  private double stretch = LEAST_STRETCH;

  /** For memories of the same depth. */
  public AndersonMixer(int depth) {
    this.depth = depth;
    this.gram = new double[depth][depth];
  }

  /** Whether |F| says that the last step was accelerated and did harm; if so, forgets. */
  public boolean retreats(double norm) {
    boolean harmed = norm > HARMFUL_GROWTH * normBefore;
    if (harmed) {
      stretch = LEAST_STRETCH;
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
    if (gram[newest][newest] <= DRIFT * DRIFT * norm * norm) {
      return stretched(newest, norm);
    }
    stretch = LEAST_STRETCH;
    double bound =
        GUARD_FACTOR * firstNorm * StrictMath.pow(1 + accelerated / (double) depth, -GUARD_POWER);
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

  /** Many plain steps at once: ever more of them while nothing but drift happens. */
  private double[] stretched(int newest, double norm) {
    double[] coefficients = new double[depth];
    coefficients[newest] = -stretch;
    stretch = Math.min(2 * stretch, MOST_STRETCH);
    normBefore = norm;
    return coefficients;
  }
}
