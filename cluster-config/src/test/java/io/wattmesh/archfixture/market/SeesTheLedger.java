package io.wattmesh.archfixture.market;

import io.wattmesh.archfixture.ledger.store.SomeStore;

/** Breaks: the market does not see the ledger. */
public record SeesTheLedger(SomeStore store) {}
