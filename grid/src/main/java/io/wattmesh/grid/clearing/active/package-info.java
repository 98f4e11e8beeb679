/**
 * Clearing with a guessed active set: each bus is on one piece of its curve, each line at one of
 * its limits or between them, which leaves a linear system.
 *
 * <p>If the solution keeps every bus on its piece and every dual its sign, it is the exact optimum.
 * May use {@code clearing.model} and {@code clearing.linear}.
 */
package io.wattmesh.grid.clearing.active;
