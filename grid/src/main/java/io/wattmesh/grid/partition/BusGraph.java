package io.wattmesh.grid.partition;

import io.wattmesh.grid.network.Branch;
import io.wattmesh.grid.network.Bus;
import io.wattmesh.grid.network.Network;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The live network as a graph over bus indices, parallel lines counted once each. */
final class BusGraph {
  final int[] busNumbers;
  final int[][] neighbours;
  final Map<Integer, Integer> indexOf;

  BusGraph(Network network) {
    List<Bus> buses = network.buses();
    busNumbers = buses.stream().mapToInt(Bus::number).sorted().toArray();
    indexOf = new HashMap<>();
    for (int i = 0; i < busNumbers.length; i++) {
      indexOf.put(busNumbers[i], i);
    }
    int[] degree = new int[busNumbers.length];
    List<Branch> live = network.liveBranches();
    for (Branch branch : live) {
      degree[indexOf.get(branch.fromBus())]++;
      degree[indexOf.get(branch.toBus())]++;
    }
    neighbours = new int[busNumbers.length][];
    Arrays.setAll(neighbours, i -> new int[degree[i]]);
    Arrays.fill(degree, 0);
    for (Branch branch : live) {
      int from = indexOf.get(branch.fromBus());
      int to = indexOf.get(branch.toBus());
      neighbours[from][degree[from]++] = to;
      neighbours[to][degree[to]++] = from;
    }
  }

  int size() {
    return busNumbers.length;
  }

  /** The island of each bus, numbered by its lowest bus. */
  int[] islands() {
    int[] island = new int[size()];
    Arrays.fill(island, -1);
    int count = 0;
    for (int start = 0; start < size(); start++) {
      if (island[start] < 0) {
        flood(start, count++, island);
      }
    }
    return island;
  }

  private void flood(int start, int label, int[] labels) {
    ArrayDeque<Integer> queue = new ArrayDeque<>();
    queue.add(start);
    labels[start] = label;
    while (!queue.isEmpty()) {
      for (int next : neighbours[queue.remove()]) {
        if (labels[next] < 0) {
          labels[next] = label;
          queue.add(next);
        }
      }
    }
  }

  /** The graph with one artificial edge between consecutive islands, so that it is connected. */
  int[][] joinedNeighbours() {
    int[] island = islands();
    int[][] joined = neighbours.clone();
    int[] firstOf = new int[size()];
    int count = 0;
    for (int i = 0; i < size(); i++) {
      if (island[i] == count) {
        firstOf[count++] = i;
      }
    }
    for (int c = 1; c < count; c++) {
      link(joined, firstOf[c - 1], firstOf[c]);
    }
    return joined;
  }

  private static void link(int[][] joined, int a, int b) {
    joined[a] = Arrays.copyOf(joined[a], joined[a].length + 1);
    joined[a][joined[a].length - 1] = b;
    joined[b] = Arrays.copyOf(joined[b], joined[b].length + 1);
    joined[b][joined[b].length - 1] = a;
  }
}
