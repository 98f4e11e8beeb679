package io.wattmesh.archfixture.market.store;

/** Stands for a part of the market. */
public record SomeBids(int count) {}
