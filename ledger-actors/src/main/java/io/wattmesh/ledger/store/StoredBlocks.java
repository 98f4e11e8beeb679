package io.wattmesh.ledger.store;

import io.wattmesh.consensus.batch.Batch;
import io.wattmesh.consensus.batch.BatchCertificate;
import io.wattmesh.consensus.batch.CertifiedBatch;
import io.wattmesh.consensus.block.Block;
import io.wattmesh.consensus.block.BlockOutline;
import io.wattmesh.consensus.block.LinkedBlock;
import io.wattmesh.ledger.store.LedgerStore.CommitMark;
import io.wattmesh.proto.chain.CommitProof;
import io.wattmesh.proto.chain.QuorumCertificate;
import io.wattmesh.proto.codec.CanonicalReader;
import io.wattmesh.proto.codec.CanonicalWriter;
import io.wattmesh.proto.model.Hash;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.rocksdb.RocksDBException;
import org.rocksdb.WriteBatch;

/** The part of the store that has blocks, and which of them are committed. */
final class StoredBlocks {
  /** How many blocks are pruned at once. */
  private static final int PRUNED_AT_ONCE = 256;

  private final RocksTable table;
  private final StoredBatches batches;

  StoredBlocks(RocksTable table, StoredBatches batches) {
    this.table = table;
    this.batches = batches;
  }

  void put(LinkedBlock linked) {
    Hash id = linked.block().id();
    var out = new CanonicalWriter();
    linked.block().outline().write(out);
    linked.parentCertificate().write(out);
    table.write(
        changes -> {
          changes.put(StoreKeys.block(id), out.toByteArray());
          for (CertifiedBatch certified : linked.block().batches()) {
            batches.put(changes, certified.batch());
          }
          if (linked.block().header().height() > tipHeight()) {
            changes.put(StoreKeys.pending(linked.block().header().height(), id), new byte[0]);
          }
        });
  }

  void commit(long height, Hash blockId, CommitProof proof) {
    Optional<byte[]> known = table.get(StoreKeys.height(height));
    if (known.isPresent()) {
      requireSame(height, Hash.of(known.get()), blockId);
      return;
    }
    long expected = tipHeight() + 1;
    if (height != expected) {
      throw new IllegalStateException(
          "Height %d is committed while %d is the next one.".formatted(height, expected));
    }
    Optional<Outline> committed = outline(blockId);
    long round = committed.map(block -> block.outline().header().round()).orElse(0L);
    Set<Hash> kept = batchesAbove(height);
    table.write(
        changes -> {
          changes.put(StoreKeys.height(height), blockId.bytes());
          moveTip(changes, new CommitMark(height, blockId, proof));
          for (BatchCertificate had : certificates(committed)) {
            batches.committed(changes, had);
            kept.add(had.digest());
          }
          batches.dropExpired(changes, round, kept);
        });
  }

  private static void requireSame(long height, Hash known, Hash blockId) {
    if (!known.equals(blockId)) {
      throw new IllegalStateException(
          "Two blocks of height %d are committed: %s before, %s now."
              .formatted(height, known, blockId));
    }
  }

  /** From now on this is the last committed block; none up to its height waits any more. */
  void moveTip(WriteBatch changes, CommitMark mark) throws RocksDBException {
    var out = new CanonicalWriter().i64(mark.height()).hash(mark.blockId());
    mark.proof().write(out);
    changes.put(StoreKeys.commit(), out.toByteArray());
    // One by one: each deleted range would be looked through by every later read.
    var waited = new ArrayList<byte[]>();
    table.forEachKey(
        StoreKeys.pending(tipHeight() + 1, Hash.ZERO),
        StoreKeys.pending(mark.height() + 1, Hash.ZERO),
        key -> waited.add(StoreKeys.pending(key.i64(), key.hash())));
    for (byte[] key : waited) {
      changes.delete(key);
    }
  }

  /** Digests of the batches of blocks above a height, which are not committed. */
  private Set<Hash> batchesAbove(long height) {
    var digests = new HashSet<Hash>();
    for (Hash id : pending(height + 1)) {
      certificates(outline(id)).forEach(certificate -> digests.add(certificate.digest()));
    }
    return digests;
  }

  private static List<BatchCertificate> certificates(Optional<Outline> block) {
    return block.map(found -> found.outline().certificates()).orElse(List.of());
  }

  Optional<CommitMark> tip() {
    return table
        .get(StoreKeys.commit())
        .map(
            bytes ->
                CanonicalReader.readAll(
                    bytes, in -> new CommitMark(in.i64(), in.hash(), CommitProof.read(in))));
  }

  /** The height of the last committed block; 0 at genesis. */
  long tipHeight() {
    return tip().map(CommitMark::height).orElse(0L);
  }

  Optional<LinkedBlock> committedAt(long height) {
    return table.get(StoreKeys.height(height)).map(Hash::of).flatMap(this::get);
  }

  private record Outline(BlockOutline outline, QuorumCertificate parentCertificate) {
    static Outline read(CanonicalReader in) {
      return new Outline(BlockOutline.read(in), QuorumCertificate.read(in));
    }
  }

  private Optional<Outline> outline(Hash id) {
    return table
        .get(StoreKeys.block(id))
        .map(bytes -> CanonicalReader.readAll(bytes, Outline::read));
  }

  private Optional<LinkedBlock> get(Hash id) {
    return outline(id)
        .map(
            stored -> {
              List<Batch> resolved =
                  stored.outline().certificates().stream()
                      .map(certificate -> batches.get(certificate.digest()))
                      .toList();
              return new LinkedBlock(
                  new Block(stored.outline(), resolved), stored.parentCertificate());
            });
  }

  List<LinkedBlock> uncommitted() {
    return pending(0).stream().flatMap(id -> get(id).stream()).toList();
  }

  private List<Hash> pending(long fromHeight) {
    var ids = new ArrayList<Hash>();
    table.forEachKey(
        StoreKeys.pending(fromHeight, Hash.ZERO),
        key -> {
          key.i64();
          return ids.add(key.hash());
        });
    return ids;
  }

  /** Forgets the committed blocks up to a height, with their batches. */
  void pruneThrough(long height) {
    while (pruneSome(height)) {
      // Each batch leaves a chain without a gap; whatever a crash leaves over goes next time.
    }
  }

  private boolean pruneSome(long throughHeight) {
    var heights = new ArrayList<Long>();
    table.forEachKey(
        StoreKeys.height(0),
        key -> {
          long height = key.i64();
          if (height <= throughHeight) {
            heights.add(height);
          }
          return height < throughHeight && heights.size() < PRUNED_AT_ONCE;
        });
    table.write(
        changes -> {
          for (long height : heights) {
            Hash id = Hash.of(table.get(StoreKeys.height(height)).orElseThrow());
            for (BatchCertificate had : certificates(outline(id))) {
              changes.delete(StoreKeys.batch(had.digest()));
            }
            changes.delete(StoreKeys.block(id));
            changes.delete(StoreKeys.height(height));
          }
        });
    return heights.size() == PRUNED_AT_ONCE;
  }
}
