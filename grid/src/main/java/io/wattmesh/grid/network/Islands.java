package io.wattmesh.grid.network;

import java.util.HashMap;
import java.util.Map;

/** Which buses live branches join. */
public final class Islands {
  private Islands() {}

  /**
   * For each bus number the least number in its island; a bus without live branches has its own.
   */
  public static Map<Integer, Integer> of(Network network) {
    Map<Integer, Integer> parent = new HashMap<>();
    network.buses().forEach(bus -> parent.put(bus.number(), bus.number()));
    for (Branch branch : network.liveBranches()) {
      int from = root(parent, branch.fromBus());
      int to = root(parent, branch.toBus());
      parent.put(Math.max(from, to), Math.min(from, to));
    }
    Map<Integer, Integer> islands = new HashMap<>();
    network.buses().forEach(bus -> islands.put(bus.number(), root(parent, bus.number())));
    return islands;
  }

  /** The island's least bus; the way there is halved for the next search. */
  private static int root(Map<Integer, Integer> parent, int bus) {
    int top = bus;
    while (parent.get(top) != top) {
      int above = parent.get(parent.get(top));
      parent.put(top, above);
      top = above;
    }
    return top;
  }
}
