/**
 * The interior-point method on a region's share of the clearing problem.
 *
 * <p>Mehrotra's predictor-corrector (SIAM J. Optim. 1992) with one step length for primal and dual.
 * All global quantities are sums or minima, so the same code serves one region alone and a tree of
 * regions that exchange only Schur complements and sums. May use {@code clearing.model} and {@code
 * clearing.linear}.
 */
package io.wattmesh.grid.clearing.interior;
