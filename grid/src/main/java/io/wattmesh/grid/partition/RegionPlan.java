package io.wattmesh.grid.partition;

import io.wattmesh.grid.network.Branch;
import io.wattmesh.grid.network.Network;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * A network cut into regions: the view of each, and the tree that joins them.
 *
 * @param regions the regions, in the order of their numbers
 * @param root the region at the root of the tree
 */
public record RegionPlan(List<RegionNetwork> regions, int root) {

  /**
   * Cuts the network into regions.
   *
   * @param network the network
   * @param count how many regions, from 1 to the number of buses
   * @throws IllegalArgumentException if the count does not fit
   */
  public static RegionPlan of(Network network, int count) {
    int buses = network.buses().size();
    if (count < 1 || count > buses) {
      throw new IllegalArgumentException(
          "cannot cut "
              + buses
              + " buses into "
              + count
              + " regions; ask for 1 to "
              + buses
              + " regions");
    }
    BusGraph graph = new BusGraph(network);
    int[] assigned = new RegionAssignment(graph.joinedNeighbours(), count).assign();
    Map<Integer, Integer> regionOf = new HashMap<>();
    for (int i = 0; i < assigned.length; i++) {
      regionOf.put(graph.busNumbers[i], assigned[i]);
    }
    return of(network, regionOf);
  }

  /**
   * The plan of a given assignment.
   *
   * @param regionOf the region of each bus number; regions are numbered from 0 without gaps
   */
  public static RegionPlan of(Network network, Map<Integer, Integer> regionOf) {
    return new Builder(network, regionOf).build();
  }

  /** The number of tie lines. */
  public int tieLineCount() {
    return regions.stream().mapToInt(r -> r.tieLines().size()).sum() / 2;
  }

  /** The longest way from a region up to the root of the tree, in tree edges. */
  public int depth() {
    int deepest = 0;
    for (RegionNetwork region : regions) {
      int depth = 0;
      int at = region.region();
      while (!regions.get(at).tree().isRoot()) {
        at = regions.get(at).tree().parent();
        depth++;
      }
      deepest = Math.max(deepest, depth);
    }
    return deepest;
  }

  private static final class Builder {
    private final Network network;
    private final Map<Integer, Integer> regionOf;
    private final int count;
    private final List<TieLine> ties = new ArrayList<>();
    private final List<TreeSet<Integer>> adjacent = new ArrayList<>();
    private final Map<Integer, TreeSet<Integer>> touching = new TreeMap<>();

    Builder(Network network, Map<Integer, Integer> regionOf) {
      this.network = network;
      this.regionOf = regionOf;
      this.count = regionOf.values().stream().mapToInt(Integer::intValue).max().orElse(-1) + 1;
    }

    RegionPlan build() {
      for (int r = 0; r < count; r++) {
        adjacent.add(new TreeSet<>());
      }
      regionOf.forEach((bus, region) -> touching.put(bus, new TreeSet<>(List.of(region))));
      for (Branch branch : network.liveBranches()) {
        int from = regionOf.get(branch.fromBus());
        int to = regionOf.get(branch.toBus());
        if (from != to) {
          ties.add(new TieLine(branch, from, to));
          adjacent.get(from).add(to);
          adjacent.get(to).add(from);
          touching.get(branch.toBus()).add(from);
        }
      }
      RegionTree tree = new RegionTree(adjacent);
      List<Integer> anchors = anchors();
      List<RegionNetwork> regions = new ArrayList<>();
      for (int r = 0; r < count; r++) {
        regions.add(region(r, anchors, position(r, tree)));
      }
      return new RegionPlan(regions, tree.root);
    }

    private RegionNetwork region(int r, List<Integer> anchors, TreePosition position) {
      List<Branch> inner =
          network.liveBranches().stream()
              .filter(b -> regionOf.get(b.fromBus()) == r && regionOf.get(b.toBus()) == r)
              .toList();
      return new RegionNetwork(
          r,
          network.baseMva(),
          touching.keySet().stream().filter(b -> regionOf.get(b) == r).toList(),
          anchors.stream().filter(b -> regionOf.get(b) == r).toList(),
          inner,
          ties.stream().filter(t -> t.fromRegion() == r || t.toRegion() == r).toList(),
          List.copyOf(adjacent.get(r)),
          position);
    }

    /** One bus an island: the network's reference bus in its own, else the lowest number. */
    private List<Integer> anchors() {
      BusGraph graph = new BusGraph(network);
      int[] island = graph.islands();
      int islands = Arrays.stream(island).max().orElse(-1) + 1;
      Integer[] anchor = new Integer[islands];
      for (int i = 0; i < island.length; i++) {
        boolean reference = graph.busNumbers[i] == network.referenceBus();
        if (anchor[island[i]] == null || reference) {
          anchor[island[i]] = graph.busNumbers[i];
        }
      }
      return List.of(anchor);
    }

    private TreePosition position(int region, RegionTree tree) {
      List<Integer> children = tree.children(region);
      return new TreePosition(
          tree.parent[region],
          children,
          separator(tree.subtree(region)),
          children.stream().map(c -> separator(tree.subtree(c))).toList());
    }

    private List<Integer> separator(Set<Integer> subtree) {
      List<Integer> shared = new ArrayList<>();
      touching.forEach(
          (bus, regions) -> {
            boolean inside = regions.stream().anyMatch(subtree::contains);
            if (inside && !subtree.containsAll(regions)) {
              shared.add(bus);
            }
          });
      return shared;
    }
  }
}
