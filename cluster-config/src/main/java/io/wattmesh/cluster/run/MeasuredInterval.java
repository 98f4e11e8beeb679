package io.wattmesh.cluster.run;

/**
 * What only the process that ran an interval can know.
 *
 * @param finalitySeconds from gate closure to the committed clearing, in real time; NaN if the
 *     interval was void
 */
public record MeasuredInterval(
    long interval,
    int rounds,
    int interiorPointIterations,
    long messages,
    long bytes,
    double finalitySeconds,
    double acknowledgedSeconds,
    double settledSeconds) {}
