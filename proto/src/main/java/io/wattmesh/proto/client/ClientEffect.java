package io.wattmesh.proto.client;

import io.wattmesh.proto.model.Hash;
import io.wattmesh.proto.model.ParticipantId;

/** What a step of the client asks of its shell, or tells it. */
public sealed interface ClientEffect {
  /**
   * Hand a transaction to a validator; it may be lost.
   *
   * @param epoch the newest epoch that the client knows: the validator tells of later ones
   */
  @SuppressWarnings("ArrayRecordComponent") // Handed over, never compared.
  record Submit(ParticipantId validator, long epoch, byte[] transaction) implements ClientEffect {}

  /**
   * A transaction is decided.
   *
   * @param transaction SHA-256 of its bytes
   */
  record Decided(Hash transaction, long nonce, Verdict verdict) implements ClientEffect {}
}
