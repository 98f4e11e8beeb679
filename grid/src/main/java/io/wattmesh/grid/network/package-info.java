/**
 * The market's network: buses, branches and generators in one DC model.
 *
 * <p>All values are physical (MW, radians, $/MWh); solvers scale for themselves. The records say
 * what is there, not how it is cleared. May use {@code grid.curve} and the JDK.
 */
package io.wattmesh.grid.network;
