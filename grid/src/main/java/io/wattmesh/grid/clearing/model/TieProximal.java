package io.wattmesh.grid.clearing.model;

/**
 * Quadratic pull of a region's tie lines towards targets.
 *
 * <p>Adds, for each tie line, flowWeight/2 (f - flowTarget)^2 + meanWeight/2 (m - meanTarget)^2 to
 * the cost, where f is the flow and m the mean of the two end angles. Arrays are indexed by tie
 * line, that is by line less the number of inner lines.
 */
public final class TieProximal {
  /** $/MWh per unit of flow. */
  public final double[] flowWeight;

  /** Per unit. */
  public final double[] flowTarget;

  /** In units of base power times $/MWh per squared radian. */
  public final double[] meanWeight;

  /** Radians. */
  public final double[] meanTarget;

  /** All zero for a number of tie lines. */
  public TieProximal(int ties) {
    flowWeight = new double[ties];
    flowTarget = new double[ties];
    meanWeight = new double[ties];
    meanTarget = new double[ties];
  }
}
