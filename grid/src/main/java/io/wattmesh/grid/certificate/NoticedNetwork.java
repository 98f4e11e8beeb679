package io.wattmesh.grid.certificate;

import io.wattmesh.proto.book.NetworkNotice;
import io.wattmesh.proto.book.NetworkNotice.BranchNotice;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.IntStream;

/** The network of an interval on which the grid operator gave notice. */
public final class NoticedNetwork {
  private NoticedNetwork() {}

  /**
   * Other limits where the notice says so, and without the branches that are out; those behind them
   * move up.
   *
   * @throws IllegalArgumentException if it names a branch that the network does not have, or limits
   *     that are none
   */
  public static NetworkModel of(NetworkModel network, NetworkNotice notice) {
    Map<Integer, BranchNotice> noticed = new HashMap<>();
    for (BranchNotice branch : notice.branches()) {
      if (branch.branch() >= network.branches()) {
        throw new IllegalArgumentException(
            "The notice names branch %d of %d; they count from 0."
                .formatted(branch.branch(), network.branches()));
      }
      noticed.put(branch.branch(), branch);
    }
    int[] kept =
        IntStream.range(0, network.branches())
            .filter(branch -> !noticed.containsKey(branch) || !noticed.get(branch).out())
            .toArray();
    return new NetworkModel(
        IntStream.range(0, network.buses()).map(network::busNumber).toArray(),
        IntStream.of(kept).map(network::fromBus).toArray(),
        IntStream.of(kept).map(network::toBus).toArray(),
        IntStream.of(kept).mapToLong(network::susceptanceWattsPerRad).toArray(),
        IntStream.of(kept).mapToLong(network::shiftPicoRad).toArray(),
        IntStream.of(kept)
            .mapToLong(
                branch ->
                    noticed.containsKey(branch)
                        ? noticed.get(branch).minFlowWatts()
                        : network.minFlowWatts(branch))
            .toArray(),
        IntStream.of(kept)
            .mapToLong(
                branch ->
                    noticed.containsKey(branch)
                        ? noticed.get(branch).maxFlowWatts()
                        : network.maxFlowWatts(branch))
            .toArray());
  }
}
