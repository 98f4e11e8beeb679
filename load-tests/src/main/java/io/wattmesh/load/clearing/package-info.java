/**
 * The clearing table: the reference grids cleared by both methods through the real actors, beside
 * central solves of the same bids in the same run; and how early each method would do by looser
 * stops. {@code load-tests/bin/clearing-table} prints both.
 *
 * <p>May use everything, and HiGHS by {@link io.wattmesh.load.clearing.HighsLibrary}.
 */
package io.wattmesh.load.clearing;
