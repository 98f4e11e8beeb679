package io.wattmesh.consensus.message;

import io.wattmesh.consensus.batch.Batch;
import io.wattmesh.proto.codec.CanonicalReader;
import io.wattmesh.proto.codec.CanonicalWriter;
import java.util.ArrayList;
import java.util.List;

/** Transactions that were submitted to the sender, too small a load for a batch. */
public record ForwardedTransactions(List<byte[]> transactions) {
  /** The most that they take together, 4 bytes beside each counted. */
  public static final int MAX_BYTES = 256 * 1024;

  public ForwardedTransactions {
    transactions = List.copyOf(transactions);
    long size = Batch.sizeOf(transactions);
    if (transactions.isEmpty() || size > MAX_BYTES) {
      throw new IllegalArgumentException(
          "At least one transaction and at most %d bytes are forwarded, these are %d of %d."
              .formatted(MAX_BYTES, transactions.size(), size));
    }
  }

  public byte[] toBytes() {
    var out = new CanonicalWriter().i32(transactions.size());
    transactions.forEach(out::bytes);
    return out.toByteArray();
  }

  public static ForwardedTransactions read(CanonicalReader in) {
    int count =
        in.count(MAX_BYTES / Batch.TRANSACTION_OVERHEAD_BYTES, Batch.TRANSACTION_OVERHEAD_BYTES);
    var transactions = new ArrayList<byte[]>();
    int left = MAX_BYTES;
    for (int k = 0; k < count; k++) {
      byte[] transaction = in.bytes(Math.max(0, left - Batch.TRANSACTION_OVERHEAD_BYTES));
      left -= Batch.sizeOf(transaction);
      transactions.add(transaction);
    }
    return new ForwardedTransactions(transactions);
  }
}
