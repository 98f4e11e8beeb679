package io.wattmesh.grid.clearing.interior;

/** The step rules of the predictor-corrector method, from global sums and minima alone. */
public final class Mehrotra {
  private static final double BACK_OFF = 0.995;
  private static final double CONVERGED_GAP = 1e-11;
  private static final double CONVERGED_RESIDUAL = 1e-9;

  private Mehrotra() {}

  /**
   * The complementarity that the corrector aims at.
   *
   * @param gap sum of slack times multiplier
   * @param firstOrder its change per unit of step along the predictor
   * @param secondOrder its change per square of the step
   * @param pairs number of pairs
   * @param longest longest step along the predictor
   */
  public static double target(
      double gap, double firstOrder, double secondOrder, double pairs, double longest) {
    double length = Math.min(1, longest);
    double reached = gap + length * (firstOrder + length * secondOrder);
    double ratio = Math.max(0, reached / gap);
    return ratio * ratio * ratio * gap / pairs;
  }

  /** The step to take when pairs stay nonnegative up to the longest. */
  public static double length(double longest) {
    return Math.min(1, BACK_OFF * longest);
  }

  /** Whether mean complementarity ($/MWh times per unit) and relative residual are negligible. */
  public static boolean converged(double meanGap, double relativeResidual) {
    return meanGap < CONVERGED_GAP && relativeResidual < CONVERGED_RESIDUAL;
  }
}
