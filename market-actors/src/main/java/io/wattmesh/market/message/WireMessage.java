package io.wattmesh.market.message;

/** A message that may cross from node to node: it has a protobuf form. */
public interface WireMessage {}
