package io.wattmesh.grid.clearing;

import java.util.Objects;

/**
 * How far from agreement and from the optimum a clearing was as it went on, at one region or over
 * all. Longer clearings are recorded up to {@link #MAX_ENTRIES} of each.
 *
 * @param roundResiduals consensus residual after each ADMM round, over the region's tie lines: in
 *     the norm of the penalties, whose unit is the square root of per unit times $/MWh
 * @param meanGaps mean product of slack and multiplier after each interior-point iteration, over
 *     the region's bids and line limits, per unit times $/MWh
 */
// Arrays by intent: a trace is written once and compared never.
@SuppressWarnings("ArrayRecordComponent")
public record ResidualTrace(double[] roundResiduals, double[] meanGaps) {
  /** So many rounds, and so many iterations, are recorded at most. */
  public static final int MAX_ENTRIES = 4096;

  /** Nothing recorded. */
  public static final ResidualTrace NONE = new ResidualTrace(new double[0], new double[0]);

  /** Refuses missing and overlong records; the arrays stay the caller's. */
  public ResidualTrace {
    Objects.requireNonNull(roundResiduals, "roundResiduals");
    Objects.requireNonNull(meanGaps, "meanGaps");
    if (Math.max(roundResiduals.length, meanGaps.length) > MAX_ENTRIES) {
      throw new IllegalArgumentException(
          "A trace has at most %d rounds and as many iterations; this has %d and %d. Cut it."
              .formatted(MAX_ENTRIES, roundResiduals.length, meanGaps.length));
    }
  }
}
