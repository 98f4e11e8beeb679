package io.wattmesh.cluster.report;

import io.wattmesh.grid.clearing.ResidualTrace;
import java.util.Collections;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * One market interval of a run. A figure that doesn't exist, for example a price of a voided
 * interval, is NaN; the page shows a dash for it.
 *
 * @param interval number of the interval
 * @param startUtc when it starts, ISO-8601 in UTC
 * @param voided whether the interval was voided, so that nothing was dispatched
 * @param clearedMwh energy cleared in MWh
 * @param lowestLmpUsdPerMwh lowest locational marginal price of any bus in $/MWh
 * @param highestLmpUsdPerMwh highest locational marginal price of any bus in $/MWh
 * @param bindingLines number of branches held at a limit by the clearing
 * @param congestionRentUsd what buyers pay beyond what sellers get, in $
 * @param welfareUsd welfare of the interval in $
 * @param rounds rounds of message passing until the clearing was accepted
 * @param gapBoundUsdPerHour proven bound on the distance to the best welfare, in $/h
 * @param blockHeight height of the block that holds the clearing
 * @param finalitySeconds seconds from proposal to finality of that block
 * @param lmpUsdPerMwh price of each bus in $/MWh; may be empty
 * @param injectionMw net injection of each bus in MW, negative for a withdrawal; may be empty
 * @param flowMw flow of each branch in MW, positive away from its from bus; may be empty
 * @param lineDualUsdPerMwh shadow price of each branch's limit in $/MWh; may be empty
 * @param trace what all regions together were away from the end after each round and iteration; may
 *     be empty
 * @param regionTraces the same of each region by itself; may be empty
 * @param byType energy by type of participant
 */
@SuppressWarnings("ArrayRecordComponent")
public record IntervalData(
    long interval,
    String startUtc,
    boolean voided,
    double clearedMwh,
    double lowestLmpUsdPerMwh,
    double highestLmpUsdPerMwh,
    int bindingLines,
    double congestionRentUsd,
    double welfareUsd,
    int rounds,
    double gapBoundUsdPerHour,
    long blockHeight,
    double finalitySeconds,
    double[] lmpUsdPerMwh,
    double[] injectionMw,
    double[] flowMw,
    double[] lineDualUsdPerMwh,
    ResidualTrace trace,
    SortedMap<Integer, ResidualTrace> regionTraces,
    SortedMap<String, EnergyByType> byType) {

  /** Refuses missing values and copies the maps; the arrays stay the caller's. */
  public IntervalData {
    Objects.requireNonNull(startUtc, "startUtc");
    Objects.requireNonNull(lmpUsdPerMwh, "lmpUsdPerMwh");
    Objects.requireNonNull(injectionMw, "injectionMw");
    Objects.requireNonNull(flowMw, "flowMw");
    Objects.requireNonNull(lineDualUsdPerMwh, "lineDualUsdPerMwh");
    Objects.requireNonNull(trace, "trace");
    regionTraces = Collections.unmodifiableSortedMap(new TreeMap<>(regionTraces));
    byType = Collections.unmodifiableSortedMap(new TreeMap<>(byType));
  }
}
