package io.wattmesh.consensus.block;

import io.wattmesh.consensus.batch.Batch;
import io.wattmesh.consensus.batch.BatchCertificate;
import io.wattmesh.consensus.batch.CertifiedBatch;
import io.wattmesh.proto.chain.BlockHeader;
import io.wattmesh.proto.codec.CanonicalReader;
import io.wattmesh.proto.codec.CanonicalWriter;
import io.wattmesh.proto.crypto.Sha256;
import io.wattmesh.proto.merkle.MerkleTree;
import io.wattmesh.proto.model.Hash;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * A block with all of its transactions: those of its batches, in the order of their certificates,
 * then its own. Their Merkle root is in the header, and so is that of the batches; so the block's
 * id, which is the header's hash, stands for all of it but the certificates' signatures. Immutable:
 * whoever is handed a transaction must not write to it.
 */
public final class Block {
  /** The most that a block's transactions may take together, batches' and its own: 4 MiB. */
  public static final int MAX_TRANSACTION_BYTES = Batch.MAX_LONE_BYTES;

  /** What one transaction takes in canonical bytes beside itself. */
  public static final int TRANSACTION_OVERHEAD_BYTES = Batch.TRANSACTION_OVERHEAD_BYTES;

  private final BlockOutline outline;
  private final List<CertifiedBatch> batches;
  private final List<byte[]> transactions;
  private final Hash id;
  private List<Hash> ids;
  private Set<Hash> distinctIds;

  /** A block without batches. */
  public Block(BlockHeader header, List<byte[]> transactions) {
    this(new BlockOutline(header, List.of(), transactions), List.of());
  }

  /**
   * @param batches those of the outline's certificates, in their order
   * @throws IllegalArgumentException if they are not, or if all transactions together are not those
   *     that the header states
   */
  public Block(BlockOutline outline, List<Batch> batches) {
    this.outline = outline;
    if (batches.size() != outline.certificates().size()) {
      throw new IllegalArgumentException(
          "The block has %d certificates and %d batches were given."
              .formatted(outline.certificates().size(), batches.size()));
    }
    var certified = new ArrayList<CertifiedBatch>();
    var all = new ArrayList<byte[]>();
    for (int k = 0; k < batches.size(); k++) {
      certified.add(new CertifiedBatch(outline.certificates().get(k), batches.get(k)));
      all.addAll(batches.get(k).transactions());
    }
    all.addAll(outline.inline());
    this.batches = List.copyOf(certified);
    this.transactions = List.copyOf(all);
    if (!batches.isEmpty()) {
      BlockOutline.requireRoot(outline.header(), this.transactions);
    }
    this.id = outline.header().id();
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
    return Batch.sizeOf(transaction);
  }

  public BlockHeader header() {
    return outline.header();
  }

  public Hash id() {
    return id;
  }

  /** What is proposed of this block. */
  public BlockOutline outline() {
    return outline;
  }

  public List<CertifiedBatch> batches() {
    return batches;
  }

  /** All transactions, in the order of execution. */
  public List<byte[]> transactions() {
    return transactions;
  }

  /** SHA-256 of each transaction. */
  public Set<Hash> transactionIds() {
    if (distinctIds == null) {
      distinctIds = new HashSet<>(orderedIds());
    }
    return distinctIds;
  }

  /** The same, one for each of the transactions. */
  public List<Hash> orderedIds() {
    if (ids == null) {
      var found = new ArrayList<Hash>(transactions.size());
      transactions.forEach(transaction -> found.add(Sha256.of(transaction)));
      ids = found;
    }
    return ids;
  }

  /** About how long the canonical bytes are: transactions and certificates. */
  public long bytes() {
    return Batch.sizeOf(transactions)
        + outline.certificates().stream().mapToLong(BatchCertificate::bytes).sum();
  }

  public byte[] toBytes() {
    var out = new CanonicalWriter();
    write(out);
    return out.toByteArray();
  }

  public void write(CanonicalWriter out) {
    outline.write(out);
    batches.forEach(certified -> certified.batch().writeTransactions(out));
  }

  /** Reads within the bounds of a block, counting as it goes. */
  public static Block read(CanonicalReader in) {
    BlockOutline outline = BlockOutline.read(in);
    var batches = new ArrayList<Batch>();
    for (BatchCertificate certificate : outline.certificates()) {
      batches.add(Batch.readOf(certificate.content(), in));
    }
    return new Block(outline, batches);
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
    return "block %s (height %d, round %d, %d batches, %d transactions)"
        .formatted(
            id.shortHex(),
            header().height(),
            header().round(),
            batches.size(),
            transactions.size());
  }
}
