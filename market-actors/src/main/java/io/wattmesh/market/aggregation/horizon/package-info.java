/**
 * Plans what can wait: how the stores of energy at a bus best spread what they do over the coming
 * intervals, by exchange of one vector a store, its power in each interval. Pure functions of
 * requests and expected prices; the aggregator books what comes out.
 */
package io.wattmesh.market.aggregation.horizon;
