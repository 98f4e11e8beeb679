package io.wattmesh.ledger.replication;

import io.wattmesh.consensus.replica.Input;
import java.util.Optional;

/** What a validator hears. */
public sealed interface ToValidator {
  /** A message that may cross from node to node. */
  sealed interface Wire extends ToValidator {}

  /** Bytes from another validator, signed inside. */
  @SuppressWarnings("ArrayRecordComponent") // Handed over, never compared.
  record Deliver(byte[] message) implements Wire {}

  /**
   * A transaction.
   *
   * @param asker the client that wants a reply; without one the gateway is answered
   */
  @SuppressWarnings("ArrayRecordComponent") // Handed over, never compared.
  record Submit(byte[] transaction, Optional<Asker> asker) implements Wire {
    public Submit(byte[] transaction) {
      this(transaction, Optional.empty());
    }
  }

  /** A transaction from a gateway on whichever node, which hears the answers. */
  @SuppressWarnings("ArrayRecordComponent") // Handed over, never compared.
  record HandIn(byte[] transaction, GatewayAddress gateway) implements Wire {}

  /** A gateway lacks the committed blocks from a height on. */
  record Follow(GatewayAddress gateway, long fromHeight) implements Wire {}

  /** Where this validator is, asked by name: it answers with the token. */
  record Locate(Seeker seeker, long token) implements Wire {}

  /** What another validator asked for was read from the store. */
  record SnapshotFound(Input.SnapshotRead read) implements ToValidator {}

  /** A snapshot was made, or could not be. */
  record SnapshotMade(Optional<Throwable> failure) implements ToValidator {}

  /** Signatures of what came before were checked beside the actor. */
  record SignaturesChecked() implements ToValidator {}

  /** A moment that the replica asked for has come. */
  record Alarm() implements ToValidator {}

  /** Time has passed, or the validator's place is to be filled. */
  record Wake() implements Wire {}
}
