package io.wattmesh.archfixture.cycle.two;

import io.wattmesh.archfixture.cycle.one.KnowsTwo;

/** The other half of the cycle. */
public record KnowsOne(KnowsTwo other) {}
