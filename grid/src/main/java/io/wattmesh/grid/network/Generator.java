package io.wattmesh.grid.network;

import io.wattmesh.grid.curve.CostCurve;

/**
 * A generating unit with its cost.
 *
 * @param row the generator's row in the case, counted from 0
 * @param bus number of its bus
 * @param curve its convex cost between its output bounds
 * @param inService whether it may run
 */
public record Generator(int row, int bus, CostCurve curve, boolean inService) {}
