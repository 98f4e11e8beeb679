package io.wattmesh.grid.clearing.central;

import io.wattmesh.grid.clearing.message.ResultPart;
import io.wattmesh.grid.curve.CostCurve;
import io.wattmesh.grid.network.Branch;
import io.wattmesh.grid.network.Bus;
import io.wattmesh.grid.network.Network;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * Clears a network centrally by ojAlgo: first the dispatch, then the prices that support it.
 *
 * <p>The dispatch is a linear program if every curve is made of steps, else a quadratic program
 * solved by the active-set method, named because ojAlgo's default choice may return an approximate
 * answer. Prices come from a second linear program that minimises the violation of the KKT
 * conditions at that dispatch; a violation that is not small means that the dispatch was not
 * optimal.
 */
public final class CentralClearing {
  /** Largest sum of KKT violations, $/MWh, that a reference may have. */
  private static final double MAX_VIOLATION = 1e-4;

  /** So long each of the two programs may take if nobody says otherwise. */
  private static final Duration PATIENCE = Duration.ofHours(1);

  private CentralClearing() {}

  /**
   * Clears a network.
   *
   * @param network the network
   * @param curves one cost curve a bus
   * @return dispatch, angles, flows, LMPs and line duals; of several optimal prices, any
   * @throws CentralFailure if ojAlgo does not report an optimum or the optimum fails its KKT check
   */
  public static ResultPart clear(Network network, Map<Integer, CostCurve> curves) {
    return clear(network, curves, PATIENCE);
  }

  /**
   * Clears a network in bounded time.
   *
   * @param limit how long each of the two programs, dispatch and prices, may take
   * @throws CentralFailure also if the time does not do
   */
  public static ResultPart clear(Network network, Map<Integer, CostCurve> curves, Duration limit) {
    int[] buses = network.buses().stream().mapToInt(Bus::number).sorted().toArray();
    List<Branch> branches = network.liveBranches();
    DispatchProgram dispatch = new DispatchProgram(network, buses, branches, curves, limit);
    PriceProgram prices = new PriceProgram(buses, branches, curves, dispatch, limit);
    if (!(prices.violation() <= MAX_VIOLATION)) {
      throw new CentralFailure(
          "the dispatch found for "
              + network.name()
              + " violates the KKT conditions by "
              + prices.violation()
              + " $/MWh in all, more than "
              + MAX_VIOLATION
              + "; ojAlgo's answer is not an optimum");
    }
    return new ResultPart(
        buses,
        dispatch.anglesRad(),
        dispatch.injectionsMw(),
        prices.lmps(),
        branches.stream().mapToInt(Branch::row).toArray(),
        dispatch.flowsMw(),
        prices.lineDuals());
  }
}
