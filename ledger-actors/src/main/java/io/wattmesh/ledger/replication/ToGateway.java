package io.wattmesh.ledger.replication;

/** What a ledger gateway hears. */
public sealed interface ToGateway {
  /** Hand this transaction to all validators. */
  @SuppressWarnings("ArrayRecordComponent") // Handed over, never compared.
  record SubmitToAll(byte[] transaction) implements ToGateway {}

  /** A validator has committed a block. */
  record Committed(int validator, CommittedBlock block) implements ToGateway {}

  /** A validator has stopped for good. */
  record Halted(int validator, String reason) implements ToGateway {}
}
