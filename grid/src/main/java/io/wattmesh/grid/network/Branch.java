package io.wattmesh.grid.network;

/**
 * A line or transformer, with flow f = susceptance (theta_from - theta_to - shift).
 *
 * @param row the branch's row in the case, counted from 0
 * @param fromBus number of the from bus; flow is positive away from it
 * @param toBus number of the to bus
 * @param susceptanceMwPerRad MW per radian; negative for a series-compensated branch
 * @param shiftRad phase shift in radians
 * @param minFlowMw lower flow limit in MW, thermal and angle limits combined; may be -infinity
 * @param maxFlowMw upper flow limit in MW; may be +infinity
 * @param inService whether it carries flow
 */
public record Branch(
    int row,
    int fromBus,
    int toBus,
    double susceptanceMwPerRad,
    double shiftRad,
    double minFlowMw,
    double maxFlowMw,
    boolean inService) {

  /** The same branch with its flow held within plus and minus a limit, in MW. */
  public Branch limitedTo(double limitMw) {
    return new Branch(
        row,
        fromBus,
        toBus,
        susceptanceMwPerRad,
        shiftRad,
        Math.max(minFlowMw, -limitMw),
        Math.min(maxFlowMw, limitMw),
        inService);
  }

  /** The same branch with finite flow limits multiplied by a positive factor. */
  public Branch scaledLimits(double factor) {
    return new Branch(
        row,
        fromBus,
        toBus,
        susceptanceMwPerRad,
        shiftRad,
        minFlowMw * factor,
        maxFlowMw * factor,
        inService);
  }

  /** Flow in MW between two voltage angles in radians. */
  public double flowMw(double fromAngleRad, double toAngleRad) {
    return susceptanceMwPerRad * (fromAngleRad - toAngleRad - shiftRad);
  }
}
