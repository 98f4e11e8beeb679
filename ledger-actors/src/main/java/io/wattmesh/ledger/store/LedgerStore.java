package io.wattmesh.ledger.store;

import io.wattmesh.consensus.batch.Batch;
import io.wattmesh.consensus.block.LinkedBlock;
import io.wattmesh.consensus.replica.BlockSource;
import io.wattmesh.consensus.safety.SafetyRow;
import io.wattmesh.proto.chain.BlockHeader;
import io.wattmesh.proto.chain.CommitProof;
import io.wattmesh.proto.chain.EpochChange;
import io.wattmesh.proto.model.Hash;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;

/** A validator's durable memory. Every write is atomic and synced before it returns. */
public interface LedgerStore extends BlockSource, SnapshotStore, AutoCloseable {
  /**
   * Keeps a block, its batches included, with the quorum certificate that it rests on, by its id.
   */
  void putBlock(LinkedBlock linked);

  /** Keeps a batch until it is in a committed block, which keeps it then, or has expired. */
  void putBatch(Batch batch);

  /** The batches that are in no committed block and were not expired at the last commit. */
  List<Batch> batches();

  /** Replaces the safety row. */
  void putSafetyRow(SafetyRow row);

  Optional<SafetyRow> safetyRow();

  /**
   * Marks a block as the last committed one; again for the same height changes nothing. Batches
   * that expired before the block's round, and that no uncommitted block holds, are dropped.
   *
   * @throws IllegalStateException if another block of that height is committed, or the height is
   *     not the next one
   */
  void putCommit(long height, Hash blockId, CommitProof proof);

  /** Stores the end of an epoch, by its number, before its last block is marked as committed. */
  void putEpoch(EpochChange change);

  /** Every stored end of an epoch, oldest first. */
  List<EpochChange> epochs();

  /** The last committed block's mark; empty at genesis. */
  Optional<CommitMark> tip();

  /** The committed block of a height, from 1; empty where blocks are pruned. */
  @Override
  Optional<LinkedBlock> committedAt(long height);

  /** Below the snapshots that are kept, their manifests show the headers of pruned blocks. */
  @Override
  default List<BlockHeader> committedHeaders(long first, long last) {
    var headers = new TreeMap<Long, BlockHeader>();
    snapshotHeights().stream()
        .filter(height -> height >= first)
        .map(this::snapshot)
        .flatMap(Optional::stream)
        .flatMap(manifest -> manifest.newest().stream())
        .forEach(header -> headers.put(header.height(), header));
    BlockSource.super
        .committedHeaders(first, last)
        .forEach(header -> headers.put(header.height(), header));
    return headers.values().stream()
        .filter(header -> header.height() >= first && header.height() <= last)
        .toList();
  }

  /** Blocks above the last committed one, in no order. */
  List<LinkedBlock> uncommitted();

  @Override
  void close();

  /** Which block is the last committed one, and why. */
  record CommitMark(long height, Hash blockId, CommitProof proof) {}
}
