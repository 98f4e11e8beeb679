package io.wattmesh.consensus.block;

import io.wattmesh.consensus.batch.Batch;
import io.wattmesh.consensus.batch.BatchAck;
import io.wattmesh.consensus.batch.BatchCertificate;
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
 * A block as it is proposed: the header, the certificates of its batches, and the transactions that
 * are in the block itself. With the batches' transactions it makes a {@link Block}.
 */
public final class BlockOutline {
  /** The most batches in a block. */
  public static final int MAX_BATCHES = 64;

  private final BlockHeader header;
  private final List<BatchCertificate> certificates;
  private final List<byte[]> inline;

  /**
   * @throws IllegalArgumentException if the transactions are too long together, or the batches, or
   *     without batches the transactions, are not those that the header states
   */
  public BlockOutline(
      BlockHeader header, List<BatchCertificate> certificates, List<byte[]> inline) {
    this.header = Objects.requireNonNull(header);
    this.certificates = List.copyOf(certificates);
    this.inline = List.copyOf(inline);
    if (this.certificates.size() > MAX_BATCHES) {
      throw new IllegalArgumentException(
          "A block holds at most %d batches, not %d; leave some for the next."
              .formatted(MAX_BATCHES, this.certificates.size()));
    }
    long length = batchBytes(this.certificates) + Batch.sizeOf(this.inline);
    if (length > Block.MAX_TRANSACTION_BYTES) {
      throw new IllegalArgumentException(
          "A block holds at most %d bytes of transactions, these are %d; leave some for the next."
              .formatted(Block.MAX_TRANSACTION_BYTES, length));
    }
    Hash root = batchesRoot(this.certificates);
    if (!root.equals(header.batchesRoot())) {
      throw new IllegalArgumentException(
          "The %d batches have root %s, the header of height %d states %s."
              .formatted(
                  this.certificates.size(),
                  root.shortHex(),
                  header.height(),
                  header.batchesRoot().shortHex()));
    }
    if (this.certificates.isEmpty()) {
      requireRoot(header, this.inline);
    }
  }

  static void requireRoot(BlockHeader header, List<byte[]> transactions) {
    Hash root = MerkleTree.root(transactions);
    if (!root.equals(header.transactionsRoot())) {
      throw new IllegalArgumentException(
          "The %d transactions have root %s, the header of height %d states %s."
              .formatted(
                  transactions.size(),
                  root.shortHex(),
                  header.height(),
                  header.transactionsRoot().shortHex()));
    }
  }

  /** The root over what the certificates state, their signatures left out. */
  public static Hash batchesRoot(List<BatchCertificate> certificates) {
    var contents = new ArrayList<byte[]>(certificates.size());
    for (BatchCertificate certificate : certificates) {
      contents.add(certificate.content().toBytes());
    }
    return MerkleTree.root(contents);
  }

  private static long batchBytes(List<BatchCertificate> certificates) {
    long bytes = 0;
    for (BatchCertificate certificate : certificates) {
      bytes += certificate.content().size();
    }
    return bytes;
  }

  public BlockHeader header() {
    return header;
  }

  public List<BatchCertificate> certificates() {
    return certificates;
  }

  /** The transactions that are in no batch; they are executed after the batches'. */
  public List<byte[]> inline() {
    return inline;
  }

  public byte[] toBytes() {
    var out = new CanonicalWriter();
    write(out);
    return out.toByteArray();
  }

  public void write(CanonicalWriter out) {
    header.write(out);
    out.i32(certificates.size());
    certificates.forEach(certificate -> certificate.write(out));
    out.i32(inline.size());
    inline.forEach(out::bytes);
  }

  /** Reads within the bounds of a block, counting as it goes. */
  public static BlockOutline read(CanonicalReader in) {
    BlockHeader header = BlockHeader.read(in);
    int batches = in.count(MAX_BATCHES, BatchAck.BYTES + 4);
    var certificates = new ArrayList<BatchCertificate>();
    for (int k = 0; k < batches; k++) {
      certificates.add(BatchCertificate.read(in));
    }
    long left = Block.MAX_TRANSACTION_BYTES - batchBytes(certificates);
    int count =
        in.count(
            (int) Math.max(0, left / Block.TRANSACTION_OVERHEAD_BYTES),
            Block.TRANSACTION_OVERHEAD_BYTES);
    var inline = new ArrayList<byte[]>();
    for (int k = 0; k < count; k++) {
      byte[] transaction = in.bytes((int) Math.max(0, left - Block.TRANSACTION_OVERHEAD_BYTES));
      left -= Block.sizeOf(transaction);
      inline.add(transaction);
    }
    if (left < 0) {
      throw new MalformedBytesException(
          "A block holds at most " + Block.MAX_TRANSACTION_BYTES + " bytes of transactions.");
    }
    return new BlockOutline(header, certificates, inline);
  }
}
