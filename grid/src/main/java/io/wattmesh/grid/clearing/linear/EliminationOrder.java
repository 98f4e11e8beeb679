package io.wattmesh.grid.clearing.linear;

import java.util.BitSet;

/**
 * A minimum-degree order of a graph and the fill that it causes.
 *
 * <p>Kept vertices (an interface) come last, in the order of their numbers, and are not eliminated.
 * Ties go to the lowest vertex number, so the order is deterministic.
 */
final class EliminationOrder {
  /** Vertex at each position. */
  final int[] vertexAt;

  /** Position of each vertex. */
  final int[] positionOf;

  /** For each position, the later positions that its column touches, ascending. */
  final int[][] pattern;

  /** How many positions are eliminated. */
  final int eliminated;

  EliminationOrder(int size, int[] edgeFrom, int[] edgeTo, boolean[] kept) {
    BitSet[] neighbours = new BitSet[size];
    for (int v = 0; v < size; v++) {
      neighbours[v] = new BitSet(size);
    }
    for (int e = 0; e < edgeFrom.length; e++) {
      if (edgeFrom[e] != edgeTo[e]) {
        neighbours[edgeFrom[e]].set(edgeTo[e]);
        neighbours[edgeTo[e]].set(edgeFrom[e]);
      }
    }
    vertexAt = new int[size];
    positionOf = new int[size];
    BitSet[] columns = new BitSet[size];
    int position = 0;
    BitSet open = new BitSet(size);
    for (int v = 0; v < size; v++) {
      open.set(v, !kept[v]);
    }
    while (!open.isEmpty()) {
      int next = leastDegree(open, neighbours);
      open.clear(next);
      columns[position] = eliminate(next, neighbours);
      place(next, position++);
    }
    eliminated = position;
    for (int v = 0; v < size; v++) {
      if (kept[v]) {
        place(v, position++);
      }
    }
    pattern = new int[size][];
    for (int p = 0; p < size; p++) {
      BitSet column = p < eliminated ? columns[p] : keptAfter(p);
      pattern[p] = p < eliminated ? toPositions(column) : column.stream().toArray();
    }
  }

  private static int leastDegree(BitSet open, BitSet[] neighbours) {
    int best = -1;
    int bestDegree = Integer.MAX_VALUE;
    for (int v = open.nextSetBit(0); v >= 0; v = open.nextSetBit(v + 1)) {
      int degree = neighbours[v].cardinality();
      if (degree < bestDegree) {
        best = v;
        bestDegree = degree;
      }
    }
    return best;
  }

  private static BitSet eliminate(int vertex, BitSet[] neighbours) {
    BitSet column = neighbours[vertex];
    for (int u = column.nextSetBit(0); u >= 0; u = column.nextSetBit(u + 1)) {
      neighbours[u].or(column);
      neighbours[u].clear(u);
      neighbours[u].clear(vertex);
    }
    return column;
  }

  private void place(int vertex, int position) {
    vertexAt[position] = vertex;
    positionOf[vertex] = position;
  }

  /** Among kept vertices the Schur complement is dense. */
  private BitSet keptAfter(int position) {
    BitSet later = new BitSet(vertexAt.length);
    later.set(position + 1, vertexAt.length);
    return later;
  }

  private int[] toPositions(BitSet vertices) {
    return vertices.stream().map(v -> positionOf[v]).sorted().toArray();
  }
}
