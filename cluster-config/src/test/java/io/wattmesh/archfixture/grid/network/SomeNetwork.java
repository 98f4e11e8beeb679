package io.wattmesh.archfixture.grid.network;

/** Stands for the grid beyond its certificates. */
public record SomeNetwork(int buses) {}
