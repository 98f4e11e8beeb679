package io.wattmesh.ledger.store;

import io.wattmesh.consensus.batch.Batch;
import io.wattmesh.consensus.block.LinkedBlock;
import io.wattmesh.consensus.safety.SafetyRow;
import io.wattmesh.consensus.snapshot.SnapshotManifest;
import io.wattmesh.proto.chain.CommitProof;
import io.wattmesh.proto.chain.EpochChange;
import io.wattmesh.proto.codec.CanonicalReader;
import io.wattmesh.proto.model.Hash;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.IntFunction;

/**
 * The embedded store: RocksDB, one folder a validator, locked against a second process; every write
 * is one synced batch. It keeps the safety row and the ends of epochs itself; blocks, batches and
 * snapshots have a class each. {@link StoreKeys} has what stands where.
 */
public final class RocksLedgerStore implements LedgerStore {
  private final RocksTable table;
  private final StoredBatches batches;
  private final StoredBlocks blocks;
  private final StoredSnapshots snapshots;

  private RocksLedgerStore(RocksTable table) {
    this.table = table;
    this.batches = new StoredBatches(table);
    this.blocks = new StoredBlocks(table, batches);
    this.snapshots = new StoredSnapshots(table, blocks);
  }

  /**
   * @throws IllegalStateException if the folder cannot be opened, above all because another process
   *     has it open
   */
  public static RocksLedgerStore open(Path folder) {
    return new RocksLedgerStore(RocksTable.open(folder));
  }

  /**
   * The store as it is now, while a validator may go on writing it. Nothing can be written here.
   *
   * @throws IllegalStateException if there is none, or its files are being replaced just now
   */
  public static RocksLedgerStore openReadOnly(Path folder) {
    return new RocksLedgerStore(RocksTable.openReadOnly(folder));
  }

  @Override
  public void putSafetyRow(SafetyRow row) {
    table.write(changes -> changes.put(StoreKeys.safety(), row.toBytes()));
  }

  @Override
  public Optional<SafetyRow> safetyRow() {
    return table.get(StoreKeys.safety()).map(SafetyRow::ofBytes);
  }

  @Override
  public void putEpoch(EpochChange change) {
    table.write(changes -> changes.put(StoreKeys.epoch(change.epoch()), change.toBytes()));
  }

  @Override
  public List<EpochChange> epochs() {
    var epochs = new ArrayList<Long>();
    table.forEachKey(StoreKeys.epoch(0), key -> epochs.add(key.i64()));
    return epochs.stream()
        .flatMap(epoch -> table.get(StoreKeys.epoch(epoch)).stream())
        .map(bytes -> CanonicalReader.readAll(bytes, EpochChange::read))
        .toList();
  }

  @Override
  public void putBlock(LinkedBlock linked) {
    blocks.put(linked);
  }

  @Override
  public void putCommit(long height, Hash blockId, CommitProof proof) {
    blocks.commit(height, blockId, proof);
  }

  @Override
  public Optional<CommitMark> tip() {
    return blocks.tip();
  }

  @Override
  public Optional<LinkedBlock> committedAt(long height) {
    return blocks.committedAt(height);
  }

  @Override
  public List<LinkedBlock> uncommitted() {
    return blocks.uncommitted();
  }

  @Override
  public void putBatch(Batch batch) {
    table.write(changes -> batches.put(changes, batch));
  }

  @Override
  public List<Batch> batches() {
    return batches.waiting();
  }

  @Override
  public void putSnapshot(SnapshotManifest manifest, IntFunction<byte[]> chunks) {
    snapshots.putSnapshot(manifest, chunks);
  }

  @Override
  public List<Long> snapshotHeights() {
    return snapshots.snapshotHeights();
  }

  @Override
  public Optional<SnapshotManifest> snapshot(long height) {
    return snapshots.snapshot(height);
  }

  @Override
  public Optional<byte[]> snapshotChunk(long height, int index) {
    return snapshots.snapshotChunk(height, index);
  }

  @Override
  public void pruneThrough(long height) {
    snapshots.pruneThrough(height);
  }

  @Override
  public Optional<SnapshotManifest> incomingSnapshot() {
    return snapshots.incoming();
  }

  @Override
  public Optional<byte[]> incomingChunk(int index) {
    return snapshots.incomingChunk(index);
  }

  @Override
  public void beginIncoming(SnapshotManifest manifest) {
    snapshots.beginIncoming(manifest);
  }

  @Override
  public void putIncomingChunk(int index, byte[] chunk) {
    snapshots.putIncomingChunk(index, chunk);
  }

  @Override
  public void installIncoming(SnapshotManifest manifest) {
    snapshots.installIncoming(manifest);
  }

  @Override
  public void close() {
    table.close();
  }
}
