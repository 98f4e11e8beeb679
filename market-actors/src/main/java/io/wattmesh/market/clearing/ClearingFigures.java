package io.wattmesh.market.clearing;

/**
 * What a clearing took over all regions.
 *
 * @param rounds ADMM rounds
 * @param iterations interior-point iterations, if that method took over
 * @param messages messages between regions
 * @param bytes their signed bytes
 */
public record ClearingFigures(
    long interval, int rounds, int iterations, long messages, long bytes) {}
