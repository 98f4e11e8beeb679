package io.wattmesh.ledger.replication.actor;

import io.wattmesh.ledger.replication.GatewayAddress;
import io.wattmesh.ledger.replication.ToGateway;
import java.util.Objects;
import org.apache.pekko.actor.typed.ActorRef;

/** A gateway that is an actor, here or on another node. */
record ActorGateway(ActorRef<ToGateway> actor) implements GatewayAddress {
  ActorGateway {
    Objects.requireNonNull(actor);
  }

  @Override
  public void tell(ToGateway.Wire message) {
    actor.tell(message);
  }
}
