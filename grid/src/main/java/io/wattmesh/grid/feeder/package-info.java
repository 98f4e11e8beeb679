/**
 * Radial feeders: trees of buses below a bus of the meshed network, cleared exactly in one sweep up
 * and one down, so that only the meshed part needs iterating. {@link
 * io.wattmesh.grid.feeder.Feeders} is the way in.
 *
 * <p>May use {@code grid.curve}, {@code grid.network} and the result record of {@code
 * grid.clearing.message}; knows nothing of how the meshed part is cleared.
 */
package io.wattmesh.grid.feeder;
