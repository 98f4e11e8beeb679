package io.wattmesh.agents.scenario;

import java.util.Map;
import java.util.Optional;

/**
 * The grid of a scenario.
 *
 * @param caseName a shipped case's name, or, if it has a dot, the path of a grid file, relative to
 *     the scenario file
 * @param costsFile path of a table of generators' costs, relative to the scenario file, for grid
 *     files without; empty if there is none
 * @param dcModel how susceptances follow from the case
 * @param lineLimitScale multiplies every branch limit of the case
 * @param branchLimitsMw lower limits that single branches are held within in place of the scaled
 *     ones, MW by the branch's row in the case, from 0
 * @param regions into how many regions the grid is cut for clearing
 */
public record GridSpec(
    String caseName,
    Optional<String> costsFile,
    DcModel dcModel,
    double lineLimitScale,
    Map<Integer, Double> branchLimitsMw,
    int regions) {
  public GridSpec {
    branchLimitsMw = Map.copyOf(branchLimitsMw);
  }

  public boolean isFile() {
    return caseName.indexOf('.') >= 0;
  }

  /** The two customs of linear power flow. */
  public enum DcModel {
    /** b = 1 / (x tap), with phase shifts. */
    MATPOWER,
    /** b = x / (r^2 + x^2), without taps and shifts. */
    POWERMODELS
  }
}
