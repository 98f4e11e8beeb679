package io.wattmesh.cluster.market;

import io.wattmesh.grid.certificate.NetworkModel;
import io.wattmesh.grid.certificate.NoticedNetwork;
import io.wattmesh.grid.network.Branch;
import io.wattmesh.grid.network.Network;
import io.wattmesh.grid.partition.RegionPlan;
import io.wattmesh.grid.rounding.RoundedNetwork;
import io.wattmesh.proto.book.NetworkNotice;
import io.wattmesh.proto.book.NetworkNotice.BranchNotice;
import java.util.HashMap;
import java.util.Map;

/** A network as the grid operator gave notice of it for one interval, cut into the same regions. */
record NoticedGrid(RegionPlan plan, RoundedNetwork rounded) {
  private static final double WATTS_PER_MEGAWATT = 1e6;

  /**
   * @param regionOf the region of each bus
   */
  static NoticedGrid of(
      Network network,
      RoundedNetwork published,
      Map<Integer, Integer> regionOf,
      NetworkNotice notice) {
    Map<Integer, BranchNotice> byRow = new HashMap<>();
    notice.branches().forEach(branch -> byRow.put(published.branchRow(branch.branch()), branch));
    RoundedNetwork rounded =
        RoundedNetwork.of(
            network.withBranches(
                branch ->
                    byRow.containsKey(branch.row())
                        ? changed(branch, byRow.get(branch.row()))
                        : branch));
    if (!rounded.model().equals(NoticedNetwork.of(published.model(), notice))) {
      throw new IllegalStateException(
          "The network of interval %d is another here than on the ledger."
              .formatted(notice.interval()));
    }
    return new NoticedGrid(RegionPlan.of(rounded.network(), regionOf), rounded);
  }

  private static Branch changed(Branch branch, BranchNotice notice) {
    return new Branch(
        branch.row(),
        branch.fromBus(),
        branch.toBus(),
        branch.susceptanceMwPerRad(),
        branch.shiftRad(),
        notice.minFlowWatts() == NetworkModel.NO_LOWER_LIMIT
            ? Double.NEGATIVE_INFINITY
            : notice.minFlowWatts() / WATTS_PER_MEGAWATT,
        notice.maxFlowWatts() == NetworkModel.NO_UPPER_LIMIT
            ? Double.POSITIVE_INFINITY
            : notice.maxFlowWatts() / WATTS_PER_MEGAWATT,
        !notice.out());
  }
}
