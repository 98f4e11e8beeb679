package io.wattmesh.archfixture.consensus.safety;

import io.wattmesh.archfixture.consensus.replica.SomeReplica;

/** Breaks: the safety rules see blocks, certificates and proto alone. */
public record SeesTheReplica(SomeReplica replica) {}
