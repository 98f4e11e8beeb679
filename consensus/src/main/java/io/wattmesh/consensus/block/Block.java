package io.wattmesh.consensus.block;

import io.wattmesh.proto.chain.BlockHeader;
import io.wattmesh.proto.codec.CanonicalReader;
import io.wattmesh.proto.codec.CanonicalWriter;
import io.wattmesh.proto.codec.MalformedBytesException;
import io.wattmesh.proto.merkle.MerkleTree;
import io.wattmesh.proto.model.Hash;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * A header and its transactions, whose Merkle root is in the header; so the block's id, which is
 * the header's hash, stands for all of it. Immutable: the transactions are copied in, and whoever
 * is handed one must not write to it.
 */
public final class Block {
  /** The most that a block's transactions may take together: 4 MiB. */
  public static final int MAX_TRANSACTION_BYTES = 4 * 1024 * 1024;

  /** What one transaction takes in canonical bytes beside itself. */
  public static final int TRANSACTION_OVERHEAD_BYTES = 4;

  private final BlockHeader header;
  private final List<byte[]> transactions;
  private final Hash id;

  /**
   * @throws IllegalArgumentException if the transactions are too long together or are not those
   *     that the header states
   */
  public Block(BlockHeader header, List<byte[]> transactions) {
    this.header = Objects.requireNonNull(header);
    this.transactions = List.copyOf(transactions);
    long length = this.transactions.stream().mapToLong(Block::sizeOf).sum();
    if (length > MAX_TRANSACTION_BYTES) {
      throw new IllegalArgumentException(
          "A block holds at most %d bytes of transactions, these are %d; leave some for the next."
              .formatted(MAX_TRANSACTION_BYTES, length));
    }
    Hash root = MerkleTree.root(this.transactions);
    if (!root.equals(header.transactionsRoot())) {
      throw new IllegalArgumentException(
          "The %d transactions have root %s, the header of height %d states %s."
              .formatted(
                  this.transactions.size(),
                  root.shortHex(),
                  header.height(),
                  header.transactionsRoot().shortHex()));
    }
    this.id = header.id();
  }

  /**
   * The block that all begin with: height 0, round 0. It has no parent whose roots it could state,
   * so it states those of the genesis state itself.
   */
  public static Block genesis(long epoch, long timestampMillis, ExecutionRoots roots) {
    return new Block(
        new BlockHeader(
            epoch,
            0,
            0,
            Hash.ZERO,
            0,
            timestampMillis,
            MerkleTree.root(List.of()),
            MerkleTree.root(List.of()),
            roots.stateRoot(),
            roots.outcomesRoot(),
            Hash.ZERO),
        List.of());
  }

  /** What a transaction takes of a block's bytes. */
  public static int sizeOf(byte[] transaction) {
    return transaction.length + TRANSACTION_OVERHEAD_BYTES;
  }

  public BlockHeader header() {
    return header;
  }

  public Hash id() {
    return id;
  }

  public List<byte[]> transactions() {
    return transactions;
  }

  public byte[] toBytes() {
    var out = new CanonicalWriter();
    write(out);
    return out.toByteArray();
  }

  public void write(CanonicalWriter out) {
    header.write(out);
    out.i32(transactions.size());
    transactions.forEach(out::bytes);
  }

  /** Reads within the bounds of a block, counting as it goes. */
  public static Block read(CanonicalReader in) {
    BlockHeader header = BlockHeader.read(in);
    int count =
        in.count(MAX_TRANSACTION_BYTES / TRANSACTION_OVERHEAD_BYTES, TRANSACTION_OVERHEAD_BYTES);
    var transactions = new ArrayList<byte[]>();
    int left = MAX_TRANSACTION_BYTES;
    for (int k = 0; k < count; k++) {
      byte[] transaction = in.bytes(Math.max(0, left - TRANSACTION_OVERHEAD_BYTES));
      left -= sizeOf(transaction);
      transactions.add(transaction);
    }
    if (left < 0) {
      throw new MalformedBytesException(
          "A block holds at most " + MAX_TRANSACTION_BYTES + " bytes of transactions.");
    }
    return new Block(header, transactions);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Block block && id.equals(block.id);
  }

  @Override
  public int hashCode() {
    return id.hashCode();
  }

  @Override
  public String toString() {
    return "block %s (height %d, round %d, %d transactions)"
        .formatted(id.shortHex(), header.height(), header.round(), transactions.size());
  }
}
