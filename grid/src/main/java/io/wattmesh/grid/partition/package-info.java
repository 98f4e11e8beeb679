/**
 * Cutting a network into regions, and what each region knows of it.
 *
 * <p>A region sees its own buses and lines, its tie lines with the number and region of their far
 * end, and its place in the region tree: nothing else of the network. Everything here is
 * deterministic. May use {@code grid.network} and the JDK.
 */
package io.wattmesh.grid.partition;
