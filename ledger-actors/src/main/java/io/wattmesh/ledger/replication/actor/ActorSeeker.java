package io.wattmesh.ledger.replication.actor;

import io.wattmesh.ledger.replication.Seeker;
import java.util.Objects;
import org.apache.pekko.actor.typed.ActorRef;

/** A seeker that is an actor, here or on another node. */
record ActorSeeker(ActorRef<ToPlaces> actor) implements Seeker {
  ActorSeeker {
    Objects.requireNonNull(actor);
  }
}
