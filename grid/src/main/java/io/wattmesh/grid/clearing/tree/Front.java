package io.wattmesh.grid.clearing.tree;

import io.wattmesh.grid.clearing.linear.PairLdl;
import io.wattmesh.grid.clearing.model.RegionModel;
import io.wattmesh.grid.partition.TreePosition;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * The vertices of a region's front: its buses, the far ends of its ties, and what its children hand
 * up.
 */
final class Front {
  final int size;
  final int[] separatorBuses;
  final int[] separatorVertices;
  final int[][] childBuses;
  final int[][] childVertices;
  private final RegionModel model;
  private final boolean[] used;

  Front(RegionModel model, TreePosition tree) {
    this.model = model;
    Map<Integer, Integer> vertexOf = new HashMap<>();
    for (int i = 0; i < model.all; i++) {
      vertexOf.put(model.busNumber[i], i);
    }
    tree.childSeparators().forEach(s -> s.forEach(b -> vertexOf.putIfAbsent(b, vertexOf.size())));
    size = vertexOf.size();
    separatorBuses = toArray(tree.separator());
    separatorVertices = Arrays.stream(separatorBuses).map(vertexOf::get).toArray();
    int children = tree.children().size();
    childBuses = new int[children][];
    childVertices = new int[children][];
    for (int c = 0; c < children; c++) {
      childBuses[c] = toArray(tree.childSeparators().get(c));
      childVertices[c] = Arrays.stream(childBuses[c]).map(vertexOf::get).toArray();
    }
    used = new boolean[size];
    Arrays.fill(used, 0, model.own, true);
    for (int l = 0; l < model.lines; l++) {
      used[model.from[l]] |= model.owned[l];
      used[model.to[l]] |= model.owned[l];
    }
    for (int[] vertices : childVertices) {
      Arrays.stream(vertices).forEach(v -> used[v] = true);
    }
  }

  private static int[] toArray(List<Integer> list) {
    return list.stream().mapToInt(Integer::intValue).toArray();
  }

  /** An empty factorisation of the front, its separator kept. */
  PairLdl factors() {
    IntStream lineFrom = Arrays.stream(model.from);
    IntStream lineTo = Arrays.stream(model.to);
    for (int[] clique : childVertices) {
      int n = clique.length;
      lineFrom = IntStream.concat(lineFrom, IntStream.range(0, n * n).map(e -> clique[e / n]));
      lineTo = IntStream.concat(lineTo, IntStream.range(0, n * n).map(e -> clique[e % n]));
    }
    boolean[] kept = new boolean[size];
    Arrays.stream(separatorVertices).forEach(v -> kept[v] = true);
    return new PairLdl(size, lineFrom.toArray(), lineTo.toArray(), kept);
  }

  /** Gives far ends that nothing here touches a unit pivot. */
  void assembleUnused(PairLdl factors) {
    for (int v = 0; v < size; v++) {
      if (!used[v]) {
        factors.addDiagonal(v, 1, 0, -1);
      }
    }
  }
}
