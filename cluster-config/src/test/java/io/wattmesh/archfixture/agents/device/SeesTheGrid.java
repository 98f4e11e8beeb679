package io.wattmesh.archfixture.agents.device;

import io.wattmesh.archfixture.grid.network.SomeNetwork;

/** Breaks: a pure module sees proto alone. */
public record SeesTheGrid(SomeNetwork network) {}
