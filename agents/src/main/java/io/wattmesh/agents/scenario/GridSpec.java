package io.wattmesh.agents.scenario;

import java.util.Map;

/**
 * The grid of a scenario.
 *
 * @param caseName a shipped case's name, or, ending in {@code .m}, the path of a MATPOWER file,
 *     relative to the scenario file
 * @param dcModel how susceptances follow from the case
 * @param lineLimitScale multiplies every branch limit of the case
 * @param branchLimitsMw lower limits that single branches are held within in place of the scaled
 *     ones, MW by the branch's row in the case, from 0
 * @param regions into how many regions the grid is cut for clearing
 */
public record GridSpec(
    String caseName,
    DcModel dcModel,
    double lineLimitScale,
    Map<Integer, Double> branchLimitsMw,
    int regions) {
  public GridSpec {
    branchLimitsMw = Map.copyOf(branchLimitsMw);
  }

  public boolean isFile() {
    return caseName.endsWith(".m");
  }

  /** The two customs of linear power flow. */
  public enum DcModel {
    /** b = 1 / (x tap), with phase shifts. */
    MATPOWER,
    /** b = x / (r^2 + x^2), without taps and shifts. */
    POWERMODELS
  }
}
