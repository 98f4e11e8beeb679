package io.wattmesh.archfixture.ledger.store;

/** Stands for a part of the ledger. */
public record SomeStore(long height) {}
