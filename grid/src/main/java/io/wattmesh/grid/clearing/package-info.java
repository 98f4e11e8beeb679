/**
 * Clearing one interval: parameters, outcome.
 *
 * <p>The sub-packages hold the parts: {@code region} the state machine that an actor runs, {@code
 * message} what regions say, {@code admm}, {@code interior} and {@code polish} the methods, {@code
 * tree} and {@code collective} what they share, {@code central} the reference and {@code
 * simulation} an in-process run. May use {@code clearing.message}.
 */
package io.wattmesh.grid.clearing;
