package io.wattmesh.agents.scenario;

import io.wattmesh.proto.model.BidCurve;

/**
 * A generator of the grid case that is in service.
 *
 * @param row its row in the case, from 0
 * @param bus the number of its bus
 * @param minMw least power when running, MW; negative if it can withdraw
 * @param maxMw greatest power, MW; a generator without active power takes no part in the market
 * @param offer its marginal cost from least to greatest power
 */
public record CaseGenerator(int row, int bus, double minMw, double maxMw, BidCurve offer) {}
