package io.wattmesh.ledger.store;

import io.wattmesh.consensus.batch.Batch;
import io.wattmesh.consensus.block.Block;
import io.wattmesh.consensus.block.LinkedBlock;
import io.wattmesh.consensus.safety.SafetyRow;
import io.wattmesh.consensus.snapshot.SnapshotManifest;
import io.wattmesh.proto.chain.CommitProof;
import io.wattmesh.proto.chain.EpochChange;
import io.wattmesh.proto.model.Hash;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.IntFunction;

/** A store that lasts as long as its process: for simulations and to see what a disk costs. */
public class MemoryLedgerStore implements LedgerStore {
  protected final Map<Hash, LinkedBlock> blocks = new HashMap<>();

  /** Those in no committed block. */
  private final Map<Hash, Batch> batches = new HashMap<>();

  private final Set<Hash> batchesOfCommitted = new HashSet<>();
  protected final Map<Long, Hash> committed = new HashMap<>();
  protected final TreeMap<Long, EpochChange> epochs = new TreeMap<>();
  protected Optional<SafetyRow> row = Optional.empty();
  private Optional<CommitMark> mark = Optional.empty();

  @Override
  public void putBlock(LinkedBlock linked) {
    blocks.put(linked.block().id(), linked);
    linked.block().batches().forEach(certified -> putBatch(certified.batch()));
  }

  @Override
  public void putBatch(Batch batch) {
    if (!batchesOfCommitted.contains(batch.digest())) {
      batches.put(batch.digest(), batch);
    }
  }

  @Override
  public List<Batch> batches() {
    return List.copyOf(batches.values());
  }

  @Override
  public void putSafetyRow(SafetyRow newRow) {
    row = Optional.of(newRow);
  }

  @Override
  public Optional<SafetyRow> safetyRow() {
    return row;
  }

  @Override
  public void putCommit(long height, Hash blockId, CommitProof proof) {
    Hash known = committed.get(height);
    if (known != null) {
      requireSame(height, known, blockId);
      return;
    }
    long next = mark.map(CommitMark::height).orElse(0L) + 1;
    if (height != next) {
      throw new IllegalStateException(
          "Height %d is committed while %d is the next one.".formatted(height, next));
    }
    committed.put(height, blockId);
    mark = Optional.of(new CommitMark(height, blockId, proof));
    Block block = blocks.get(blockId).block();
    digests(block).forEach(batches::remove);
    digests(block).forEach(batchesOfCommitted::add);
    dropExpired(block.header().round());
  }

  private static void requireSame(long height, Hash known, Hash blockId) {
    if (!known.equals(blockId)) {
      throw new IllegalStateException(
          "Two blocks of height %d are committed: %s before, %s now."
              .formatted(height, known, blockId));
    }
  }

  private static List<Hash> digests(Block block) {
    return block.batches().stream().map(certified -> certified.batch().digest()).toList();
  }

  private void dropExpired(long round) {
    if (batches.values().stream().allMatch(batch -> batch.ack().expiryRound() >= round)) {
      return;
    }
    var held = new HashSet<Hash>();
    uncommitted().forEach(linked -> held.addAll(digests(linked.block())));
    batches
        .values()
        .removeIf(batch -> batch.ack().expiryRound() < round && !held.contains(batch.digest()));
  }

  @Override
  public void putEpoch(EpochChange change) {
    epochs.put(change.epoch(), change);
  }

  @Override
  public List<EpochChange> epochs() {
    return List.copyOf(epochs.values());
  }

  @Override
  public Optional<CommitMark> tip() {
    return mark;
  }

  @Override
  public Optional<LinkedBlock> committedAt(long height) {
    return Optional.ofNullable(committed.get(height)).map(blocks::get);
  }

  @Override
  public List<LinkedBlock> uncommitted() {
    long tip = mark.map(CommitMark::height).orElse(0L);
    return blocks.values().stream()
        .filter(linked -> linked.block().header().height() > tip)
        .toList();
  }

  private record Snapshot(SnapshotManifest manifest, Map<Integer, byte[]> chunks) {}

  private final TreeMap<Long, Snapshot> snapshots = new TreeMap<>();
  private Optional<Snapshot> incoming = Optional.empty();

  @Override
  public void putSnapshot(SnapshotManifest manifest, IntFunction<byte[]> chunks) {
    var kept = new HashMap<Integer, byte[]>();
    for (int k = 0; k < manifest.cut().chunks(); k++) {
      kept.put(k, chunks.apply(k));
    }
    snapshots.put(manifest.height(), new Snapshot(manifest, kept));
  }

  @Override
  public List<Long> snapshotHeights() {
    return List.copyOf(snapshots.keySet());
  }

  @Override
  public Optional<SnapshotManifest> snapshot(long height) {
    return Optional.ofNullable(snapshots.get(height)).map(Snapshot::manifest);
  }

  @Override
  public Optional<byte[]> snapshotChunk(long height, int index) {
    return Optional.ofNullable(snapshots.get(height)).map(found -> found.chunks().get(index));
  }

  @Override
  public void pruneThrough(long height) {
    snapshots.headMap(height).clear();
    committed
        .entrySet()
        .removeIf(
            block -> {
              boolean goes = block.getKey() <= height && blocks.containsKey(block.getValue());
              if (goes) {
                digests(blocks.remove(block.getValue()).block())
                    .forEach(batchesOfCommitted::remove);
              }
              return goes;
            });
  }

  @Override
  public Optional<SnapshotManifest> incomingSnapshot() {
    return incoming.map(Snapshot::manifest);
  }

  @Override
  public Optional<byte[]> incomingChunk(int index) {
    return incoming.map(found -> found.chunks().get(index));
  }

  @Override
  public void beginIncoming(SnapshotManifest manifest) {
    incoming = Optional.of(new Snapshot(manifest, new HashMap<>()));
  }

  @Override
  public void putIncomingChunk(int index, byte[] chunk) {
    incoming.orElseThrow().chunks().put(index, chunk);
  }

  @Override
  public void installIncoming(SnapshotManifest manifest) {
    boolean isIncoming =
        incoming.filter(known -> known.manifest().blockId().equals(manifest.blockId())).isPresent();
    if (!isIncoming || manifest.height() <= mark.map(CommitMark::height).orElse(0L)) {
      throw new IllegalStateException(
          "The %s is not being fetched, or is not above the last committed block."
              .formatted(manifest));
    }
    snapshots.put(manifest.height(), incoming.orElseThrow());
    incoming = Optional.empty();
    mark = Optional.of(new CommitMark(manifest.height(), manifest.blockId(), manifest.proof()));
    pruneThrough(manifest.height());
  }

  @Override
  public void close() {}
}
