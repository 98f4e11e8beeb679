package io.wattmesh.ledger.replication;

import java.util.Objects;

/**
 * A client that waits for a reply.
 *
 * @param epoch the newest epoch that it knows: it is told of later ones first
 */
public record Asker(ReplyAddress address, long epoch) {
  public Asker {
    Objects.requireNonNull(address);
  }
}
