package io.wattmesh.grid.feeder;

import io.wattmesh.grid.curve.CostCurve;
import io.wattmesh.grid.network.Branch;
import io.wattmesh.grid.network.Network;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Takes the radial feeders out of a network before it is cleared and puts them back after.
 *
 * <pre>
 *   var reduced = Feeders.reduce(network, curves);          // sweep up
 *   ResultPart meshed = ... clear reduced.network() with reduced.curves() ...
 *   ResultPart whole = reduced.expand(meshed);              // sweep down
 * </pre>
 *
 * <p>A region does the same with its own buses and inner lines, keeping the ends of its tie lines
 * and its anchors. A network that is a forest needs no other clearing: {@link
 * FeederReduction#clearTrees}.
 *
 * <p>Up, each bus adds its own curve to those of its children, each clipped to the limits of the
 * child's line. What the root then shows is exact: clearing the rest finds the optimum of the
 * whole. Down, each bus splits what it and those below inject:
 *
 * <ul>
 *   <li><b>Tied steps</b> at one price share pro rata: the same fill fraction for all of them in
 *       the feeder, root included. Where a line is full before the others, those behind it have one
 *       fraction of their own, the nearest to that before it.
 *   <li><b>Prices</b>: across a line that is not full the price stays. Behind a full line it is
 *       what those behind it give; if that is not unique, the nearest to the parent's price.
 *   <li><b>Line duals</b> are positive at the maximum flow and close lambda_from - lambda_to + mu =
 *       0.
 * </ul>
 *
 * <p>Powers within 1e-9 MW (relative above 1 MW) of a limit count as at it.
 */
public final class Feeders {
  private Feeders() {}

  /**
   * Takes the feeders out of a network; its reference bus stays.
   *
   * @param network the network
   * @param curves one cost curve a bus
   * @throws InfeasibleFeederException if what hangs below a line does not fit its limits
   */
  public static ReducedNetwork reduce(Network network, Map<Integer, CostCurve> curves) {
    return ReducedNetwork.of(
        network, reduce(network.liveBranches(), curves, Set.of(network.referenceBus())));
  }

  /**
   * Takes the feeders out of a part of a network.
   *
   * @param branches lines that carry flow, both ends among the curves' buses
   * @param curves one cost curve a bus
   * @param kept buses that must stay: the ends of lines to elsewhere, buses whose angle is fixed
   * @throws InfeasibleFeederException if what hangs below a line does not fit its limits
   */
  public static FeederReduction reduce(
      List<Branch> branches, Map<Integer, CostCurve> curves, Set<Integer> kept) {
    return new FeederReduction(
        branches, curves, FeederFinder.find(curves.keySet(), branches, kept));
  }
}
