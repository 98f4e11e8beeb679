package io.wattmesh.market.clearing;

/**
 * What a clearing took over all regions.
 *
 * @param rounds ADMM rounds
 * @param iterations interior-point iterations, if that method took over
 * @param messages messages between regions
 * @param bytes their payload bytes before signing
 * @param residuals the consensus residual of each ADMM round, in the penalties' norm
 */
public record ClearingFigures(
    long interval, int rounds, int iterations, long messages, long bytes, double[] residuals) {}
