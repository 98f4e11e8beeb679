package io.wattmesh.ledger.transaction;

import io.wattmesh.proto.model.Hash;
import io.wattmesh.proto.proof.OutcomeRecord;
import java.util.Objects;

/**
 * What every validator recorded for a transaction. All but the detail, which is for people, is
 * under the block's outcomes root.
 *
 * @param transaction SHA-256 of the transaction's bytes
 * @param refusedParts how many bids or readings in it were refused
 * @param receipt the hash of a call's {@link io.wattmesh.proto.contract.CallReceipt}; zero where
 *     there is none
 */
public record Outcome(
    Hash transaction, OutcomeCode code, int refusedParts, Hash receipt, String detail) {
  public Outcome {
    Objects.requireNonNull(transaction);
    Objects.requireNonNull(code);
    Objects.requireNonNull(receipt);
    Objects.requireNonNull(detail);
  }

  /** The outcome of what has no receipt. */
  public Outcome(Hash transaction, OutcomeCode code, int refusedParts, String detail) {
    this(transaction, code, refusedParts, Hash.ZERO, detail);
  }

  public boolean accepted() {
    return code == OutcomeCode.ACCEPTED;
  }

  /** What is under the outcomes root: all but the detail. */
  public OutcomeRecord toRecord() {
    return new OutcomeRecord(transaction, code.code(), refusedParts, receipt);
  }

  /** The bytes under the outcomes root. */
  public byte[] toBytes() {
    return toRecord().toBytes();
  }
}
