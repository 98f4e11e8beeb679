package io.wattmesh.cluster.report;

/**
 * What all participants of one type fed in and took out in one interval.
 *
 * @param injectedMwh energy fed into the grid in MWh, at least 0
 * @param withdrawnMwh energy taken from the grid in MWh, at least 0
 */
public record EnergyByType(double injectedMwh, double withdrawnMwh) {}
