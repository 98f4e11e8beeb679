package io.wattmesh.grid.clearing.interior;

/**
 * The step rules of the predictor-corrector method (Mehrotra, SIAM J. Optim. 1992), from global
 * sums and minima alone.
 *
 * <p>Gaps come as three numbers: the sum of slack times multiplier, and what it gains per unit of
 * step length and per its square.
 */
public final class Mehrotra {
  private static final double BACK_OFF = 0.995;
  private static final double CONVERGED_GAP = 1e-11;
  private static final double CONVERGED_RESIDUAL = 1e-9;

  private Mehrotra() {}

  /** What part of the mean gap to aim at, from how far the affine direction leads. */
  public static double centering(double[] gap, double longest) {
    double ratio = Math.max(0, after(gap, Math.min(1, longest)) / gap[0]);
    return gap[0] == 0 ? 0 : ratio * ratio * ratio;
  }

  /** The gap after a step of a length. */
  public static double after(double[] gap, double length) {
    return gap[0] + length * (gap[1] + length * gap[2]);
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
