package io.wattmesh.archfixture.cycle.one;

import io.wattmesh.archfixture.cycle.two.KnowsOne;

/** Breaks: no cycles. */
public record KnowsTwo(KnowsOne other) {}
