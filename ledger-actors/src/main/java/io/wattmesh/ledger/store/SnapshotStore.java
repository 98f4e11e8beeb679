package io.wattmesh.ledger.store;

import io.wattmesh.consensus.snapshot.SnapshotManifest;
import java.util.List;
import java.util.Optional;
import java.util.function.IntFunction;

/**
 * A validator's snapshots: its own, whole ones, and the parts of one that it fetches. A snapshot is
 * there whole or not at all, whenever the process dies. Making, reading and pruning may go on
 * beside the other writes.
 */
public interface SnapshotStore {
  /**
   * Keeps a snapshot of a committed block.
   *
   * @param chunks gives a chunk's bytes by its index
   */
  void putSnapshot(SnapshotManifest manifest, IntFunction<byte[]> chunks);

  /** The heights of the snapshots, rising. */
  List<Long> snapshotHeights();

  /** The manifest of the snapshot of a height. */
  Optional<SnapshotManifest> snapshot(long height);

  /** A chunk of the snapshot of a height. */
  Optional<byte[]> snapshotChunk(long height, int index);

  /** Forgets the committed blocks up to a height, and the snapshots below it. */
  void pruneThrough(long height);

  /** Begins to keep a snapshot that is being fetched, and forgets another one's parts. */
  void beginIncoming(SnapshotManifest manifest);

  void putIncomingChunk(int index, byte[] chunk);

  /**
   * The fetched snapshot is whole: it becomes a snapshot like one's own, and its block the last
   * committed one. Blocks up to it are forgotten.
   *
   * @throws IllegalStateException unless it is the one that is being fetched, above the last
   *     committed block
   */
  void installIncoming(SnapshotManifest manifest);
}
