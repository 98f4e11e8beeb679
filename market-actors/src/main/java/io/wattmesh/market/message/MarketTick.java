package io.wattmesh.market.message;

/**
 * Time has come to a point at which something may be due, milliseconds since 1970 UTC. A region has
 * its own timers: it is only brought to life.
 */
public record MarketTick(long nowMillis)
    implements ToProsumer, ToAggregator, ToMeter, ToRegion, WireMessage {}
