package io.wattmesh.ledger.replication.actor;

import io.wattmesh.ledger.replication.ReplyAddress;
import io.wattmesh.ledger.replication.ToClient;
import io.wattmesh.proto.client.Reply;
import java.util.Objects;
import org.apache.pekko.actor.typed.ActorRef;

/** A client that is an actor, here or on another node. */
record ActorAddress(ActorRef<ToClient> actor) implements ReplyAddress {
  ActorAddress {
    Objects.requireNonNull(actor);
  }

  @Override
  public void tell(Reply reply) {
    actor.tell(new ToClient.Replied(reply));
  }
}
