package io.wattmesh.grid.certificate;

import java.util.Arrays;

/**
 * The connected parts of a network. An island's reference, whose angle is zero, is its bus of the
 * lowest index; islands are numbered by their references.
 */
final class Islands {
  private final int[] islandOfBus;
  private final int[] referenceBus;

  private Islands(int[] islandOfBus, int[] referenceBus) {
    this.islandOfBus = islandOfBus;
    this.referenceBus = referenceBus;
  }

  static Islands of(int buses, int[] fromBus, int[] toBus) {
    int[] parent = new int[buses];
    Arrays.setAll(parent, bus -> bus);
    for (int branch = 0; branch < fromBus.length; branch++) {
      int a = root(parent, fromBus[branch]);
      int b = root(parent, toBus[branch]);
      // The lower index stays root, so that a root is its island's reference.
      parent[Math.max(a, b)] = Math.min(a, b);
    }
    int[] island = new int[buses];
    int[] reference = new int[buses];
    int islands = 0;
    for (int bus = 0; bus < buses; bus++) {
      int root = root(parent, bus);
      if (root == bus) {
        reference[islands] = bus;
        island[bus] = islands++;
      } else {
        island[bus] = island[root];
      }
    }
    return new Islands(island, Arrays.copyOf(reference, islands));
  }

  /** Follows parents to the root, halving the path so that the next search is short. */
  private static int root(int[] parent, int bus) {
    int at = bus;
    while (parent[at] != at) {
      parent[at] = parent[parent[at]];
      at = parent[at];
    }
    return at;
  }

  int count() {
    return referenceBus.length;
  }

  int ofBus(int bus) {
    return islandOfBus[bus];
  }

  int referenceBus(int island) {
    return referenceBus[island];
  }
}
