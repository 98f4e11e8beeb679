package io.wattmesh.consensus.replica;

/**
 * The time of a step.
 *
 * @param monotonicMillis never goes back; for the protocol's timers
 * @param timestampMillis milliseconds since 1970 UTC; for block timestamps alone
 */
public record Now(long monotonicMillis, long timestampMillis) {}
