/**
 * Solving the network's linear KKT system over the region tree.
 *
 * <p>Each region eliminates what only its subtree touches and sends the Schur complement on its
 * separator to its parent; the solution comes back down. That is a multifrontal factorisation whose
 * fronts are regions. May use {@code clearing.model}, {@code clearing.linear}, {@code
 * clearing.collective} and {@code grid.partition}.
 */
package io.wattmesh.grid.clearing.tree;
