package io.wattmesh.agents.scenario;

/**
 * A bus of the grid case, as far as a plan needs it.
 *
 * @param bus its number in the case
 * @param loadMw what the case has it draw, MW; negative if it injects
 */
public record CaseBus(int bus, double loadMw) {}
