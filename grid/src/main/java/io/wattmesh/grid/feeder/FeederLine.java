package io.wattmesh.grid.feeder;

import io.wattmesh.grid.network.Branch;

/**
 * The one line between a bus of a feeder and its parent, seen from the bus: export flows to the
 * parent.
 *
 * @param bus number of the bus below
 * @param parent number of the bus above
 * @param branch the line
 */
record FeederLine(int bus, int parent, Branch branch) {
  private boolean startsBelow() {
    return branch.fromBus() == bus;
  }

  double minExportMw() {
    return startsBelow() ? branch.minFlowMw() : -branch.maxFlowMw();
  }

  double maxExportMw() {
    return startsBelow() ? branch.maxFlowMw() : -branch.minFlowMw();
  }

  double flowMw(double exportMw) {
    return startsBelow() ? exportMw : -exportMw;
  }

  /** The angle of the bus at which the line carries the export, in radians. */
  double angleRad(double parentAngleRad, double exportMw) {
    double drop = branch.shiftRad() + flowMw(exportMw) / branch.susceptanceMwPerRad();
    return startsBelow() ? parentAngleRad + drop : parentAngleRad - drop;
  }

  /** The signed net dual of the line's limits in $/MWh, positive at the maximum flow. */
  double dualUsdPerMwh(double parentPrice, double price) {
    return startsBelow() ? parentPrice - price : price - parentPrice;
  }
}
