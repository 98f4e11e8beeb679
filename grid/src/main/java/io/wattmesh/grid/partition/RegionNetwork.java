package io.wattmesh.grid.partition;

import io.wattmesh.grid.network.Branch;
import java.util.List;

/**
 * What one region knows of the network.
 *
 * @param region its number, from 0
 * @param baseMva the network's power base in MVA
 * @param buses its own buses' numbers, ascending
 * @param anchors those of its buses whose angle is fixed to zero, one an island of the network
 * @param innerLines live branches with both ends inside
 * @param tieLines live branches with one end inside, by row
 * @param neighbours regions that share a tie line with it, ascending
 * @param tree its place in the region tree
 */
public record RegionNetwork(
    int region,
    double baseMva,
    List<Integer> buses,
    List<Integer> anchors,
    List<Branch> innerLines,
    List<TieLine> tieLines,
    List<Integer> neighbours,
    TreePosition tree) {

  /** Copies the lists. */
  public RegionNetwork {
    buses = List.copyOf(buses);
    anchors = List.copyOf(anchors);
    innerLines = List.copyOf(innerLines);
    tieLines = List.copyOf(tieLines);
    neighbours = List.copyOf(neighbours);
  }
}
