package io.wattmesh.load.clearing;

import io.wattmesh.grid.clearing.ClearingMethod;
import io.wattmesh.grid.network.DcModel;
import java.time.Duration;
import java.util.List;
import java.util.Set;

/**
 * What is to be cleared and solved.
 *
 * @param patience for each clearing
 * @param limit for each program of a central solver
 */
record TablePlan(
    List<ReferenceCase> cases,
    List<Integer> regions,
    List<ClearingMethod> methods,
    List<DcModel> dcModels,
    Set<CentralSolver> solvers,
    Duration patience,
    Duration limit) {
  /** A region of fewer buses is all border. */
  private static final int BUSES_A_REGION = 3;

  /** Two regions go anywhere; more only where each has a few buses. */
  boolean makesSense(int count, int buses) {
    return count <= 2 || count * BUSES_A_REGION <= buses;
  }
}
