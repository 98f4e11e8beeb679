/**
 * The central reference: the whole problem in one place, solved by ojAlgo.
 *
 * <p>Only for {@code --check} and tests. It shares no solver code with the regions, so that
 * agreement means something. May use {@code grid.network}, {@code grid.curve}, {@code
 * clearing.message} for the shape of a result, and ojAlgo.
 */
package io.wattmesh.grid.clearing.central;
