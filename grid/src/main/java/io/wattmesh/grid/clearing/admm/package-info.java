/**
 * One region's part in consensus ADMM over tie lines.
 *
 * <p>Each tie line has a shared flow and a shared mean angle; each region keeps its own copies,
 * solves its local problem exactly with its copies pulled to the shared values, and both ends
 * update shared values and prices alike (Boyd et al., Distributed optimization and statistical
 * learning via ADMM, 2011, ch. 7), over-relaxed and accelerated (Anderson, type II; guarded as in
 * Zhang, O'Donoghue, Boyd, Globally convergent type-I Anderson acceleration, SIAM J. Optim. 2020).
 * May use {@code clearing.model}, {@code clearing.active}, {@code clearing.interior} and {@code
 * clearing.linear}.
 */
package io.wattmesh.grid.clearing.admm;
