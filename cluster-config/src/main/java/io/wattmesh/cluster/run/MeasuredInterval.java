package io.wattmesh.cluster.run;

import io.wattmesh.grid.clearing.ResidualTrace;
import java.util.SortedMap;

/**
 * What only the process that ran an interval can know.
 *
 * @param rounds ADMM rounds; 0 if the interval was void
 * @param interiorPointIterations iterations of the interior-point method, if it took over
 * @param messages messages between regions
 * @param bytes their bytes before signing
 * @param biddingSeconds from the first bid to the last answer, real time
 * @param finalitySeconds from gate closure to the committed outcome, real time
 * @param trace what all regions together were away from the end, as the root saw it
 * @param regionTraces what each region by itself was away from the end
 */
public record MeasuredInterval(
    long interval,
    int rounds,
    int interiorPointIterations,
    long messages,
    long bytes,
    double biddingSeconds,
    double finalitySeconds,
    ResidualTrace trace,
    SortedMap<Integer, ResidualTrace> regionTraces) {}
