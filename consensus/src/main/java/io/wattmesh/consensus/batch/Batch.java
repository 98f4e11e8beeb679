package io.wattmesh.consensus.batch;

import io.wattmesh.proto.codec.CanonicalReader;
import io.wattmesh.proto.codec.CanonicalWriter;
import io.wattmesh.proto.codec.MalformedBytesException;
import io.wattmesh.proto.crypto.Sha256;
import io.wattmesh.proto.merkle.MerkleTree;
import io.wattmesh.proto.model.Hash;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Transactions that one validator spreads together. The digest is a labelled hash over author,
 * epoch, seq, expiry round and the transactions' Merkle root, so it stands for all of the batch.
 * Immutable: whoever is handed a transaction must not write to it.
 */
public final class Batch {
  /** The most that the transactions of a batch take together: 1 MiB. */
  public static final int MAX_BYTES = 1024 * 1024;

  /** What a transaction that is alone in its batch may take: all of a block, 4 MiB. */
  public static final int MAX_LONE_BYTES = 4 * 1024 * 1024;

  /** The most transactions in a batch. */
  public static final int MAX_TRANSACTIONS = 8_192;

  /** How many rounds after a block's round the batches in it may expire at most. */
  public static final int MAX_ROUNDS = 256;

  /** What one transaction takes in canonical bytes beside itself. */
  public static final int TRANSACTION_OVERHEAD_BYTES = 4;

  private final BatchAck ack;
  private final List<byte[]> transactions;
  private Set<Hash> ids;

  /**
   * @throws IllegalArgumentException if there is no transaction or there are too many, or they are
   *     too long together
   */
  public Batch(int author, long epoch, long seq, long expiryRound, List<byte[]> transactions) {
    this.transactions = List.copyOf(transactions);
    long size = sizeOf(this.transactions);
    int count = this.transactions.size();
    long most = count == 1 ? MAX_LONE_BYTES : MAX_BYTES;
    if (count < 1 || count > MAX_TRANSACTIONS || size > most) {
      throw new IllegalArgumentException(
          "A batch has 1 to %d transactions of at most %d bytes, one alone of at most %d; these are %d of %d."
              .formatted(MAX_TRANSACTIONS, MAX_BYTES, MAX_LONE_BYTES, count, size));
    }
    var value =
        new CanonicalWriter()
            .i32(author)
            .i64(epoch)
            .i64(seq)
            .i64(expiryRound)
            .hash(MerkleTree.root(this.transactions));
    this.ack =
        new BatchAck(
            author,
            epoch,
            seq,
            (int) size,
            expiryRound,
            Sha256.labelled("wattmesh/batch", value.toByteArray()));
  }

  /** What a transaction takes of a batch's and of a block's bytes. */
  public static int sizeOf(byte[] transaction) {
    return transaction.length + TRANSACTION_OVERHEAD_BYTES;
  }

  /** What transactions take together. */
  public static long sizeOf(List<byte[]> transactions) {
    long size = 0;
    for (byte[] transaction : transactions) {
      size += sizeOf(transaction);
    }
    return size;
  }

  /** What is signed of this batch. */
  public BatchAck ack() {
    return ack;
  }

  public Hash digest() {
    return ack.digest();
  }

  public List<byte[]> transactions() {
    return transactions;
  }

  /** SHA-256 of each transaction. */
  public Set<Hash> transactionIds() {
    if (ids == null) {
      var found = new HashSet<Hash>();
      transactions.forEach(transaction -> found.add(Sha256.of(transaction)));
      ids = found;
    }
    return ids;
  }

  public byte[] toBytes() {
    var out =
        new CanonicalWriter()
            .i32(ack.author())
            .i64(ack.epoch())
            .i64(ack.seq())
            .i64(ack.expiryRound());
    writeTransactions(out);
    return out.toByteArray();
  }

  public static Batch read(CanonicalReader in) {
    return new Batch(in.i32(), in.i64(), in.i64(), in.i64(), readTransactions(in));
  }

  /** The transactions alone, for where the rest is in a certificate beside. */
  public void writeTransactions(CanonicalWriter out) {
    out.i32(transactions.size());
    transactions.forEach(out::bytes);
  }

  /** Reads the batch that a certificate is on, by its transactions. */
  public static Batch readOf(BatchAck ack, CanonicalReader in) {
    return new Batch(ack.author(), ack.epoch(), ack.seq(), ack.expiryRound(), readTransactions(in));
  }

  private static List<byte[]> readTransactions(CanonicalReader in) {
    int count = in.count(MAX_TRANSACTIONS, TRANSACTION_OVERHEAD_BYTES);
    var transactions = new ArrayList<byte[]>();
    int left = count == 1 ? MAX_LONE_BYTES : MAX_BYTES;
    for (int k = 0; k < count; k++) {
      byte[] transaction = in.bytes(Math.max(0, left - TRANSACTION_OVERHEAD_BYTES));
      left -= sizeOf(transaction);
      transactions.add(transaction);
    }
    if (left < 0) {
      throw new MalformedBytesException("A batch holds at most " + MAX_BYTES + " bytes.");
    }
    return transactions;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Batch batch && ack.equals(batch.ack);
  }

  @Override
  public int hashCode() {
    return ack.hashCode();
  }

  @Override
  public String toString() {
    return "batch %s (author %d, seq %d, %d transactions)"
        .formatted(ack.digest().shortHex(), ack.author(), ack.seq(), transactions.size());
  }
}
