package io.wattmesh.proto.proof;

import io.wattmesh.proto.codec.CanonicalReader;
import io.wattmesh.proto.codec.CanonicalWriter;
import io.wattmesh.proto.model.Hash;
import java.util.Objects;

/**
 * A transaction's outcome as it stands under a block's outcomes root.
 *
 * @param transaction SHA-256 of the transaction's bytes
 * @param code the ledger's outcome code; 0 is accepted
 * @param refusedParts how many bids or readings in it were refused
 * @param receipt the hash of a call's {@link io.wattmesh.proto.contract.CallReceipt}; zero where
 *     there is none
 */
public record OutcomeRecord(Hash transaction, int code, int refusedParts, Hash receipt) {
  public static final int ACCEPTED = 0;
  public static final int DUPLICATE = 6;
  public static final int STALE_NONCE = 10;
  public static final int REPEATED = 16;

  public OutcomeRecord {
    Objects.requireNonNull(transaction);
    Objects.requireNonNull(receipt);
  }

  /** The outcome of what has no receipt. */
  public OutcomeRecord(Hash transaction, int code, int refusedParts) {
    this(transaction, code, refusedParts, Hash.ZERO);
  }

  public boolean isAccepted() {
    return code == ACCEPTED;
  }

  /**
   * Whether it says only that the transaction, or another with its nonce, was in the chain before:
   * what became of it then it doesn't say.
   */
  public boolean pointsBack() {
    return code == DUPLICATE || code == STALE_NONCE || code == REPEATED;
  }

  public byte[] toBytes() {
    var out = new CanonicalWriter();
    write(out);
    return out.toByteArray();
  }

  public void write(CanonicalWriter out) {
    out.hash(transaction).u16(code).i32(refusedParts).hash(receipt);
  }

  public static OutcomeRecord read(CanonicalReader in) {
    return new OutcomeRecord(in.hash(), in.u16(), in.i32(), in.hash());
  }
}
