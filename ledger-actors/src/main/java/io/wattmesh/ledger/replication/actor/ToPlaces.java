package io.wattmesh.ledger.replication.actor;

import io.wattmesh.ledger.replication.ToValidator;
import io.wattmesh.proto.model.ParticipantId;
import org.apache.pekko.actor.typed.ActorRef;

/** What a node's register of places hears. */
sealed interface ToPlaces {
  /** A message that may cross from node to node. */
  sealed interface Wire extends ToPlaces {}

  /** Somebody here talks to this validator. */
  record Seek(ParticipantId validator) implements ToPlaces {}

  /**
   * A validator answers; it may be on another node.
   *
   * @param token that of the question, which sharding gave to the validator and to nobody else
   */
  record Found(long token, ActorRef<ToValidator> actor) implements Wire {}

  /** A validator's actor has ended. */
  record Gone(ParticipantId validator, ActorRef<ToValidator> actor) implements ToPlaces {}

  /** Ask again for those who are talked to. */
  record AskAgain() implements ToPlaces {}
}
