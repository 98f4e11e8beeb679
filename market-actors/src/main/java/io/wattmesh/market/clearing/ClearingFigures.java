package io.wattmesh.market.clearing;

import io.wattmesh.grid.clearing.ClearingEffort;
import io.wattmesh.grid.clearing.ResidualTrace;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What a clearing took over all regions. It rests on the regions' word, and nothing else rests on
 * it.
 *
 * @param effort rounds, iterations and message hops
 * @param messages messages between regions
 * @param bytes their payload bytes before signing
 * @param trace what all regions together were away from the end, as the root saw it
 * @param regionTraces what each region by itself was away from the end
 */
public record ClearingFigures(
    long interval,
    ClearingEffort effort,
    long messages,
    long bytes,
    ResidualTrace trace,
    SortedMap<Integer, ResidualTrace> regionTraces) {

  public ClearingFigures {
    regionTraces = Collections.unmodifiableSortedMap(new TreeMap<>(regionTraces));
  }

  /** ADMM rounds. */
  public int rounds() {
    return effort.rounds();
  }

  /** Interior-point iterations. */
  public int iterations() {
    return effort.iterations();
  }
}
