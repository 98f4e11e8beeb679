package io.wattmesh.ledger.store;

import io.wattmesh.consensus.batch.Batch;
import io.wattmesh.consensus.block.LinkedBlock;
import io.wattmesh.consensus.safety.SafetyRow;
import io.wattmesh.proto.chain.CommitProof;
import io.wattmesh.proto.model.Hash;
import java.util.List;
import java.util.Optional;

/** A validator's durable memory. Every write is atomic and synced before it returns. */
public interface LedgerStore extends AutoCloseable {
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

  /** The last committed block's mark; empty at genesis. */
  Optional<CommitMark> tip();

  /** The committed block of a height, from 1. */
  Optional<LinkedBlock> committedAt(long height);

  /** Blocks above the last committed one, in no order. */
  List<LinkedBlock> uncommitted();

  @Override
  void close();

  /** Which block is the last committed one, and why. */
  record CommitMark(long height, Hash blockId, CommitProof proof) {}
}
