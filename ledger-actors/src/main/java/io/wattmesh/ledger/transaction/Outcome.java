package io.wattmesh.ledger.transaction;

import io.wattmesh.proto.codec.CanonicalWriter;
import io.wattmesh.proto.model.Hash;
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

  /** The bytes under the outcomes root: all but the detail. */
  public byte[] toBytes() {
    return new CanonicalWriter().hash(transaction).u16(code.code()).i32(refusedParts).toByteArray();
  }
}
