package io.wattmesh.grid.clearing;

/**
 * What a clearing took, the same at every region.
 *
 * @param rounds ADMM rounds
 * @param iterations interior-point iterations
 * @param polishes polishing attempts
 * @param exchanges lock-step exchanges, each a message hop for neighbours or a pass up and down the
 *     tree
 */
public record ClearingEffort(int rounds, int iterations, int polishes, int exchanges) {}
