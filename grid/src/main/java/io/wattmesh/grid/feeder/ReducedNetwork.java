package io.wattmesh.grid.feeder;

import io.wattmesh.grid.clearing.message.ResultPart;
import io.wattmesh.grid.curve.CostCurve;
import io.wattmesh.grid.network.Network;
import java.util.Map;

/**
 * A network without its feeders.
 *
 * @param network the buses and branches that are left; clear it with {@link #curves}, since its
 *     generators are only those of the buses that are left
 * @param feeders the feeders
 */
public record ReducedNetwork(Network network, FeederReduction feeders) {
  static ReducedNetwork of(Network whole, FeederReduction feeders) {
    Network left =
        new Network(
            whole.name(),
            whole.baseMva(),
            whole.referenceBus(),
            whole.buses().stream().filter(bus -> !feeders.isInFeeder(bus.number())).toList(),
            whole.branches().stream()
                .filter(b -> !feeders.isInFeeder(b.fromBus()) && !feeders.isInFeeder(b.toBus()))
                .toList(),
            whole.generators().stream().filter(g -> !feeders.isInFeeder(g.bus())).toList());
    return new ReducedNetwork(left, feeders);
  }

  /** One curve for each bus that is left; that of a feeder's root has the whole feeder in it. */
  public Map<Integer, CostCurve> curves() {
    return feeders.curves();
  }

  /** The whole network's result from the reduced one's, see {@link FeederReduction#expand}. */
  public ResultPart expand(ResultPart reduced) {
    return feeders.expand(reduced);
  }
}
