package io.wattmesh.ledger.store;

import io.wattmesh.consensus.batch.Batch;
import io.wattmesh.consensus.batch.BatchCertificate;
import io.wattmesh.proto.codec.CanonicalReader;
import io.wattmesh.proto.model.Hash;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.rocksdb.RocksDBException;
import org.rocksdb.WriteBatch;

/** The part of the store that has batches: those in blocks, and those that wait for one. */
final class StoredBatches {
  private final RocksTable table;

  /** What expired before this round was forgotten, or is in a block that was lost since. */
  private long lookFromRound;

  StoredBatches(RocksTable table) {
    this.table = table;
  }

  void put(WriteBatch changes, Batch batch) throws RocksDBException {
    if (table.get(StoreKeys.batch(batch.digest())).isEmpty()) {
      changes.put(StoreKeys.batch(batch.digest()), batch.toBytes());
      changes.put(StoreKeys.waiting(batch.ack().expiryRound(), batch.digest()), new byte[0]);
    }
  }

  Batch get(Hash digest) {
    return table
        .get(StoreKeys.batch(digest))
        .map(bytes -> CanonicalReader.readAll(bytes, Batch::read))
        .orElseThrow(
            () ->
                new IllegalStateException(
                    "The ledger store lacks batch %s: it is damaged. Restore it from another validator's."
                        .formatted(digest)));
  }

  /** Those in no committed block. */
  List<Batch> waiting() {
    return waiting(0, Long.MAX_VALUE).stream().map(this::get).toList();
  }

  /** Digests of the batches in no committed block that expire from a round on, before another. */
  private List<Hash> waiting(long fromRound, long beforeRound) {
    var digests = new ArrayList<Hash>();
    table.forEachKey(
        StoreKeys.waiting(fromRound, Hash.ZERO),
        StoreKeys.waiting(beforeRound, Hash.ZERO),
        key -> {
          key.i64();
          return digests.add(key.hash());
        });
    return digests;
  }

  /** A block with this batch is committed: the block keeps it from now on. */
  void committed(WriteBatch changes, BatchCertificate batch) throws RocksDBException {
    changes.delete(StoreKeys.waiting(batch.content().expiryRound(), batch.digest()));
  }

  /** Forgets those that expired before a round, but not what blocks have. */
  void dropExpired(WriteBatch changes, long round, Set<Hash> inBlocks) throws RocksDBException {
    for (Hash digest : waiting(lookFromRound, round)) {
      if (!inBlocks.contains(digest)) {
        changes.delete(StoreKeys.waiting(get(digest).ack().expiryRound(), digest));
        changes.delete(StoreKeys.batch(digest));
      }
    }
    // Some rounds again the next time, for blocks that hold a batch now and lose.
    lookFromRound = Math.max(lookFromRound, round - Batch.MAX_ROUNDS);
  }
}
