package io.wattmesh.archfixture.ledger;

import io.wattmesh.archfixture.grid.network.SomeNetwork;

/** Breaks: of the grid, the ledger sees certificates alone. */
public record SeesTheNetwork(SomeNetwork network) {}
