/**
 * A region's clearing as a state machine that an actor runs: {@link
 * io.wattmesh.grid.clearing.region.RegionClearing}.
 *
 * <p>The phases are ADMM rounds, polishing attempts, and the interior-point method if ADMM misses
 * its budget; which of them runs does not show outside. May use all of {@code grid.clearing} but
 * {@code central} and {@code simulation}.
 */
package io.wattmesh.grid.clearing.region;
