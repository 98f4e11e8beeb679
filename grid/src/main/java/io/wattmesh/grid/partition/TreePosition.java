package io.wattmesh.grid.partition;

import java.util.List;

/**
 * A region's place in the region tree, over which sums, Schur complements and decisions travel.
 *
 * @param parent the parent's region number, or {@link #NO_PARENT} at the root
 * @param children the children's region numbers, ascending
 * @param separator buses, ascending, that this region's subtree shares with regions outside it: the
 *     interface that its Schur complement is reduced to; empty at the root
 * @param childSeparators the separators of the children, in their order
 */
public record TreePosition(
    int parent,
    List<Integer> children,
    List<Integer> separator,
    List<List<Integer>> childSeparators) {
  public static final int NO_PARENT = -1;

  /** Copies the lists. */
  public TreePosition {
    children = List.copyOf(children);
    separator = List.copyOf(separator);
    childSeparators = childSeparators.stream().map(List::copyOf).toList();
  }

  public boolean isRoot() {
    return parent == NO_PARENT;
  }
}
