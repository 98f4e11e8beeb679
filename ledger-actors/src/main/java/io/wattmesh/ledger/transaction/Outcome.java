package io.wattmesh.ledger.transaction;

import io.wattmesh.proto.model.Hash;
import io.wattmesh.proto.proof.OutcomeRecord;
import java.util.Objects;

/**
 * What every validator recorded for a transaction. The code is under the block's outcomes root; the
 * detail is for people.
 *
 * @param transaction SHA-256 of the transaction's bytes
 * @param refusedParts how many bids or readings in it were refused
 */
public record Outcome(Hash transaction, OutcomeCode code, int refusedParts, String detail) {
  public Outcome {
    Objects.requireNonNull(transaction);
    Objects.requireNonNull(code);
    Objects.requireNonNull(detail);
  }

  public boolean accepted() {
    return code == OutcomeCode.ACCEPTED;
  }

  /** What is under the outcomes root: all but the detail. */
  public OutcomeRecord toRecord() {
    return new OutcomeRecord(transaction, code.code(), refusedParts);
  }

  /** The bytes under the outcomes root. */
  public byte[] toBytes() {
    return toRecord().toBytes();
  }
}
