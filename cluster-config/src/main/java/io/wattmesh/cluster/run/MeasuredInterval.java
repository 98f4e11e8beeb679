package io.wattmesh.cluster.run;

/**
 * What only the process that ran an interval can know.
 *
 * @param rounds ADMM rounds; 0 if the interval was void
 * @param interiorPointIterations iterations of the interior-point method, if it took over
 * @param messages messages between regions
 * @param bytes their bytes before signing
 * @param biddingSeconds from the first bid to the last answer, real time
 * @param finalitySeconds from gate closure to the committed outcome, real time
 * @param residuals the consensus residual of each ADMM round, in the penalties' norm
 */
public record MeasuredInterval(
    long interval,
    int rounds,
    int interiorPointIterations,
    long messages,
    long bytes,
    double biddingSeconds,
    double finalitySeconds,
    double[] residuals) {}
