/**
 * A whole clearing in one process and one thread: the regions' state machines run against each
 * other, with messages in order or shuffled and repeated from a seed. For checks and tests. May use
 * {@code clearing.region}.
 */
package io.wattmesh.grid.clearing.simulation;
