package io.wattmesh.grid.clearing;

/**
 * How regions clear. No value needs tuning for a case; all regions must use the same.
 *
 * @param method which method finds prices
 * @param flowPenalty ADMM penalty on tie flows, $/MWh per unit (10 is 1000 $/h per squared unit at
 *     a base of 100 MVA)
 * @param meanPenalty ADMM penalty on tie mean angles, as a factor of the squared susceptance
 * @param relaxation ADMM over-relaxation in (0, 2)
 * @param accelerationDepth rounds that Anderson acceleration remembers, at least 1
 * @param maxRounds ADMM rounds before the interior-point method takes over, or before clearing
 *     fails where it may not
 * @param maxIterations iterations of the interior-point method before clearing fails
 * @param polishCorrections corrections of the active set in one polishing attempt
 */
public record ClearingParameters(
    ClearingMethod method,
    double flowPenalty,
    double meanPenalty,
    double relaxation,
    int accelerationDepth,
    int maxRounds,
    int maxIterations,
    int polishCorrections) {

  /** The parameters that serve every case tried. */
  public static final ClearingParameters DEFAULT =
      new ClearingParameters(ClearingMethod.AUTO, 10, 0.5, 1.6, 10, 300, 80, 6);

  /** Rounds that ADMM gets where nothing takes over. */
  private static final int ROUNDS_OF_ADMM_ALONE = 3000;

  /** The parameters of a method. */
  public static ClearingParameters of(ClearingMethod method) {
    return method == ClearingMethod.ADMM
        ? DEFAULT.withMethod(method).withMaxRounds(ROUNDS_OF_ADMM_ALONE)
        : DEFAULT.withMethod(method);
  }

  private ClearingParameters withMethod(ClearingMethod other) {
    return new ClearingParameters(
        other,
        flowPenalty,
        meanPenalty,
        relaxation,
        accelerationDepth,
        maxRounds,
        maxIterations,
        polishCorrections);
  }

  /** The same with another round budget. */
  public ClearingParameters withMaxRounds(int rounds) {
    return new ClearingParameters(
        method,
        flowPenalty,
        meanPenalty,
        relaxation,
        accelerationDepth,
        rounds,
        maxIterations,
        polishCorrections);
  }

  /** The same with another budget of interior-point iterations. */
  public ClearingParameters withMaxIterations(int iterations) {
    return new ClearingParameters(
        method,
        flowPenalty,
        meanPenalty,
        relaxation,
        accelerationDepth,
        maxRounds,
        iterations,
        polishCorrections);
  }
}
