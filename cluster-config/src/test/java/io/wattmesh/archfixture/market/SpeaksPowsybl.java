package io.wattmesh.archfixture.market;

import com.powsybl.iidm.network.Network;

/** Breaks: PowSyBl only in the importer. */
public record SpeaksPowsybl(Network network) {}
