package io.wattmesh.ledger.replication;

/** What a validator hears. */
public sealed interface ToValidator {
  /** A message that may cross from node to node. */
  sealed interface Wire extends ToValidator {}

  /** Bytes from another validator, signed inside. */
  @SuppressWarnings("ArrayRecordComponent") // Handed over, never compared.
  record Deliver(byte[] message) implements Wire {}

  /** A transaction from a gateway. */
  @SuppressWarnings("ArrayRecordComponent") // Handed over, never compared.
  record Submit(byte[] transaction) implements Wire {}

  /** The actor's own timer. */
  record Wake() implements ToValidator {}
}
