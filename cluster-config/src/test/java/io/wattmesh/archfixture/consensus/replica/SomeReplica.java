package io.wattmesh.archfixture.consensus.replica;

/** Stands for what surrounds the safety rules. */
public record SomeReplica(long round) {}
