/**
 * Linear algebra of clearing: a sparse factorisation whose unknowns are pairs (angle, price), one
 * pair a bus.
 *
 * <p>The KKT systems of DC clearing, with injections and line duals eliminated, are symmetric
 * quasi-definite in those pairs, so a static order by buses is stable after a tiny regularisation
 * (Vanderbei, Symmetric quasidefinite matrices, SIAM J. Optim. 1995). Uses the JDK alone.
 */
package io.wattmesh.grid.clearing.linear;
