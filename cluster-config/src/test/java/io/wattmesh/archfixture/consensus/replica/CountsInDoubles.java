package io.wattmesh.archfixture.consensus.replica;

/** Breaks: no floating point in consensus. */
public record CountsInDoubles(double[] shares) {}
