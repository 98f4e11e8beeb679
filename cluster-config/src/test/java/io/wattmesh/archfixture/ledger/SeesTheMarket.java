package io.wattmesh.archfixture.ledger;

import io.wattmesh.archfixture.market.store.SomeBids;

/** Breaks: the ledger does not see the market. */
public record SeesTheMarket(SomeBids bids) {}
