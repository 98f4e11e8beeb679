package io.wattmesh.grid.clearing.message;

/**
 * A message to be delivered, at least once, in any order.
 *
 * @param toRegion the addressee
 * @param message the message
 */
public record Outgoing(int toRegion, RegionMessage message) {}
