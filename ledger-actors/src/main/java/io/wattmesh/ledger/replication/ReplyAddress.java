package io.wattmesh.ledger.replication;

import io.wattmesh.proto.client.Reply;

/** Where a client hears replies; two addresses of one client are equal. */
@FunctionalInterface
public interface ReplyAddress {
  /** Sends a reply, which may be lost. */
  void tell(Reply reply);
}
