package io.wattmesh.cluster.compare;

/**
 * A block's transactions, numbered in the order of their arrival.
 *
 * @param from the first
 * @param to the one after the last
 * @param committedSeconds when the block was seen by the others
 * @param finalSeconds when it counted as irreversible; NaN if that was not lived to see
 */
record Inclusion(long from, long to, double committedSeconds, double finalSeconds) {}
