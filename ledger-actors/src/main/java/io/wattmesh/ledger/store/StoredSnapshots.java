package io.wattmesh.ledger.store;

import io.wattmesh.consensus.snapshot.SnapshotManifest;
import io.wattmesh.ledger.store.LedgerStore.CommitMark;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.IntFunction;
import org.rocksdb.RocksDBException;
import org.rocksdb.WriteBatch;

/** The part of the store that has snapshots, and what is fetched of one. */
final class StoredSnapshots implements SnapshotStore {
  private final RocksTable table;
  private final StoredBlocks blocks;

  StoredSnapshots(RocksTable table, StoredBlocks blocks) {
    this.table = table;
    this.blocks = blocks;
  }

  @Override
  public void putSnapshot(SnapshotManifest manifest, IntFunction<byte[]> chunks) {
    table.whileOpen(
        () -> {
          long height = manifest.height();
          for (int index = 0; index < manifest.cut().chunks(); index++) {
            byte[] key = StoreKeys.chunk(height, index);
            byte[] chunk = chunks.apply(index);
            table.write(changes -> changes.put(key, chunk));
          }
          if (chunk(height, 0).isPresent() || manifest.cut().chunks() == 0) {
            table.write(changes -> changes.put(StoreKeys.snapshot(height), manifest.toBytes()));
          } // Otherwise it was pruned while it was made, below one that came from others.
          return true;
        });
  }

  @Override
  public List<Long> snapshotHeights() {
    return table.whileOpen(
        () -> {
          var heights = new ArrayList<Long>();
          table.forEachKey(StoreKeys.snapshot(0), key -> heights.add(key.i64()));
          return heights;
        });
  }

  @Override
  public Optional<SnapshotManifest> snapshot(long height) {
    return table.whileOpen(
        () -> table.get(StoreKeys.snapshot(height)).map(SnapshotManifest::ofBytes));
  }

  @Override
  public Optional<byte[]> snapshotChunk(long height, int index) {
    return table.whileOpen(() -> chunk(height, index));
  }

  private Optional<byte[]> chunk(long height, int index) {
    return table.get(StoreKeys.chunk(height, index));
  }

  @Override
  public void pruneThrough(long height) {
    table.whileOpen(
        () -> {
          long incoming = incoming().map(SnapshotManifest::height).orElse(Long.MAX_VALUE);
          table.write(
              changes -> {
                changes.deleteRange(StoreKeys.snapshot(0), StoreKeys.snapshot(height));
                changes.deleteRange(
                    StoreKeys.chunk(0, 0), StoreKeys.chunk(Math.min(height, incoming), 0));
              });
          blocks.pruneThrough(height);
          return true;
        });
  }

  Optional<SnapshotManifest> incoming() {
    return table.get(StoreKeys.incoming()).map(SnapshotManifest::ofBytes);
  }

  Optional<byte[]> incomingChunk(int index) {
    return incoming().flatMap(manifest -> chunk(manifest.height(), index));
  }

  @Override
  public void beginIncoming(SnapshotManifest manifest) {
    Optional<SnapshotManifest> before = incoming();
    table.write(
        changes -> {
          if (before.isPresent()) {
            deleteChunks(changes, before.get().height());
          }
          deleteChunks(changes, manifest.height());
          changes.put(StoreKeys.incoming(), manifest.toBytes());
        });
  }

  private static void deleteChunks(WriteBatch changes, long height) throws RocksDBException {
    changes.deleteRange(StoreKeys.chunk(height, 0), StoreKeys.chunk(height + 1, 0));
  }

  @Override
  public void putIncomingChunk(int index, byte[] chunk) {
    long height = incoming().orElseThrow().height();
    table.write(changes -> changes.put(StoreKeys.chunk(height, index), chunk));
  }

  @Override
  public void installIncoming(SnapshotManifest manifest) {
    long height = manifest.height();
    boolean isIncoming =
        incoming().filter(known -> known.blockId().equals(manifest.blockId())).isPresent();
    if (!isIncoming || height <= blocks.tipHeight()) {
      throw new IllegalStateException(
          "The %s is not being fetched, or is not above the last committed block."
              .formatted(manifest));
    }
    table.write(
        changes -> {
          changes.put(StoreKeys.snapshot(height), manifest.toBytes());
          changes.delete(StoreKeys.incoming());
          blocks.moveTip(changes, new CommitMark(height, manifest.blockId(), manifest.proof()));
        });
    // There is a gap below the snapshot, which nobody can be served over.
    pruneThrough(height);
  }
}
