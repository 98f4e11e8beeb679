package io.wattmesh.grid.clearing.interior;

/**
 * The step rules of the predictor-corrector method (Mehrotra, SIAM J. Optim. 1992), from global
 * sums and minima alone.
 *
 * <p>Gaps come as the four numbers of {@link BarrierState#gap}.
 */
public final class Mehrotra {
  private static final double BACK_OFF = 0.995;
  private static final double CONVERGED_GAP = 1e-11;
  private static final double CONVERGED_RESIDUAL = 1e-9;

  private Mehrotra() {}

  /** What part of the mean gap to aim at, from how far the affine direction leads. */
  public static double centering(double[] gap, double longestSlack, double longestMultiplier) {
    double left = after(gap, Math.min(1, longestSlack), Math.min(1, longestMultiplier));
    double ratio = Math.max(0, left / gap[0]);
    return gap[0] == 0 ? 0 : ratio * ratio * ratio;
  }

  /** The gap after a step of slacks and one of multipliers. */
  public static double after(double[] gap, double slackLength, double multiplierLength) {
    return gap[0]
        + slackLength * gap[1]
        + multiplierLength * gap[2]
        + slackLength * multiplierLength * gap[3];
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
