package io.wattmesh.grid.partition;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * A spanning tree over adjacent regions, breadth first from the most central one.
 *
 * <p>Where regions fall into several groups without tie lines between them, each further group
 * hangs by its own centre from the root: those links only carry messages.
 */
final class RegionTree {
  final int[] parent;
  final int root;
  private final List<? extends Set<Integer>> adjacent;

  RegionTree(List<? extends Set<Integer>> adjacent) {
    this.adjacent = adjacent;
    parent = new int[adjacent.size()];
    int[] group = new int[parent.length];
    Arrays.fill(group, -1);
    int firstRoot = -1;
    for (int r = 0; r < parent.length; r++) {
      if (group[r] >= 0) {
        continue;
      }
      int[] depth = depthsFrom(r);
      int center = centerOf(depth);
      for (int q = 0; q < parent.length; q++) {
        group[q] = depth[q] >= 0 ? r : group[q];
      }
      attach(center, firstRoot < 0 ? TreePosition.NO_PARENT : firstRoot);
      firstRoot = firstRoot < 0 ? center : firstRoot;
    }
    root = firstRoot;
  }

  private int centerOf(int[] members) {
    int best = -1;
    int bestDepth = Integer.MAX_VALUE;
    for (int r = 0; r < members.length; r++) {
      if (members[r] >= 0) {
        int depth = Arrays.stream(depthsFrom(r)).max().orElse(0);
        if (depth < bestDepth) {
          best = r;
          bestDepth = depth;
        }
      }
    }
    return best;
  }

  private int[] depthsFrom(int start) {
    int[] depth = new int[adjacent.size()];
    Arrays.fill(depth, -1);
    depth[start] = 0;
    ArrayDeque<Integer> queue = new ArrayDeque<>(List.of(start));
    while (!queue.isEmpty()) {
      int r = queue.remove();
      for (int q : adjacent.get(r)) {
        if (depth[q] < 0) {
          depth[q] = depth[r] + 1;
          queue.add(q);
        }
      }
    }
    return depth;
  }

  private void attach(int center, int above) {
    boolean[] seen = new boolean[parent.length];
    parent[center] = above;
    seen[center] = true;
    ArrayDeque<Integer> queue = new ArrayDeque<>(List.of(center));
    while (!queue.isEmpty()) {
      int r = queue.remove();
      for (int q : adjacent.get(r)) {
        if (!seen[q]) {
          seen[q] = true;
          parent[q] = r;
          queue.add(q);
        }
      }
    }
  }

  List<Integer> children(int region) {
    List<Integer> children = new ArrayList<>();
    for (int r = 0; r < parent.length; r++) {
      if (parent[r] == region) {
        children.add(r);
      }
    }
    return children;
  }

  /** All regions at or below one. */
  Set<Integer> subtree(int region) {
    Set<Integer> below = new TreeSet<>(List.of(region));
    for (int child : children(region)) {
      below.addAll(subtree(child));
    }
    return below;
  }
}
