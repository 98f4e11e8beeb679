package io.wattmesh.ledger.replication;

/** Where a node's gateway hears validators; two addresses of one gateway are equal. */
@FunctionalInterface
public interface GatewayAddress {
  /** Sends a message, which may be lost. */
  void tell(ToGateway.Wire message);
}
