/**
 * Convex costs of a bus: what its bids, offers and fixed loads together ask for each megawatt.
 *
 * <p>A package of its own because both the network (generator costs) and clearing (bus curves)
 * speak it. Uses the JDK alone.
 */
package io.wattmesh.grid.curve;
