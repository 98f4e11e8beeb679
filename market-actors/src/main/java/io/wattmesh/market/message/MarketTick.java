package io.wattmesh.market.message;

/** Time has come to a point at which something may be due, milliseconds since 1970 UTC. */
public record MarketTick(long nowMillis)
    implements ToProsumer, ToAggregator, ToMeter, WireMessage {}
