package io.wattmesh.agents.scenario;

import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What the grid operator of a run says of one interval's network.
 *
 * @param where its place in the scenario file
 * @param interval the interval; the notice is given before its gate closes
 * @param limitsMw the most that branches carry either way, by their row in the case
 * @param out rows of branches that carry nothing
 */
public record NetworkNoticeSpec(
    String where, int interval, SortedMap<Integer, Double> limitsMw, List<Integer> out) {
  public NetworkNoticeSpec {
    limitsMw = Collections.unmodifiableSortedMap(new TreeMap<>(limitsMw));
    out = List.copyOf(out);
  }
}
