package io.wattmesh.consensus.replica;

import io.wattmesh.consensus.batch.Batch;
import io.wattmesh.consensus.block.Block;
import io.wattmesh.consensus.block.ExecutionRoots;
import io.wattmesh.consensus.block.LinkedBlock;
import io.wattmesh.consensus.message.SnapshotRequest;
import io.wattmesh.consensus.payload.AnswerCode;
import io.wattmesh.consensus.safety.RefusalReason;
import io.wattmesh.consensus.safety.SafetyRow;
import io.wattmesh.consensus.snapshot.SnapshotManifest;
import io.wattmesh.proto.chain.BlockHeader;
import io.wattmesh.proto.chain.CommitProof;
import io.wattmesh.proto.chain.EpochChange;
import io.wattmesh.proto.merkle.SparseTree;
import io.wattmesh.proto.model.Hash;
import io.wattmesh.proto.model.ParticipantId;
import java.util.List;
import java.util.Objects;

/**
 * What a step asks of the shell.
 *
 * <p><b>Contract</b> (that of etcd raft's Ready): effects are carried out strictly in order, none
 * before all before it, of this step and of earlier ones, are done; done means durable for the
 * persist effects. So nothing leaves before what it rests on is safe. If one can't be carried out,
 * the shell stops the replica and never carries out a later one; a send alone may be lost.
 */
public sealed interface Effect {
  /** Store a block, its batches included, and the quorum certificate it rests on, by its id. */
  record PersistBlock(LinkedBlock linked) implements Effect {
    public PersistBlock {
      Objects.requireNonNull(linked);
    }
  }

  /** Store a batch, by its digest, until it is in a committed block or has expired. */
  record PersistBatch(Batch batch) implements Effect {
    public PersistBatch {
      Objects.requireNonNull(batch);
    }
  }

  /** Replace the validator's one safety row, atomically. */
  record PersistSafety(SafetyRow row) implements Effect {
    public PersistSafety {
      Objects.requireNonNull(row);
    }
  }

  /**
   * Store the application's changes of a block and that it is the last committed one; idempotent by
   * height, for a restarted replica may ask again. Blocks come in order of height. The block itself
   * was persisted before.
   */
  record PersistCommit(Block block, ExecutionRoots roots, CommitProof proof) implements Effect {
    public PersistCommit {
      Objects.requireNonNull(block);
      Objects.requireNonNull(roots);
      Objects.requireNonNull(proof);
    }
  }

  /**
   * Store the end of an epoch, by the epoch's number. It comes before the commit of that epoch's
   * last block, or before a snapshot of a later epoch is fetched; one whose block is above the last
   * committed one at a restart is only proof of the way ahead.
   */
  record PersistEpoch(EpochChange change) implements Effect {
    public PersistEpoch {
      Objects.requireNonNull(change);
    }
  }

  /** Send to a validator of this or another epoch, by its name. */
  record Send(ParticipantId to, byte[] message) implements Effect {}

  /** Send to all of these, which this validator is not among. */
  record Broadcast(List<ParticipantId> to, byte[] message) implements Effect {
    public Broadcast {
      to = List.copyOf(to);
    }
  }

  /**
   * The block is committed and stored: clients may be answered.
   *
   * @param proof proves this block, or, when its child's round does not follow its own, the nearest
   *     descendant for which that holds; {@link CommitProof#committedHeight} says which
   */
  record Commit(Block block, CommitProof proof) implements Effect {}

  /**
   * Tell who submitted a transaction what became of it.
   *
   * @param transaction SHA-256 of its bytes
   * @param detail for people
   */
  record Answer(Hash transaction, AnswerCode code, String detail) implements Effect {
    public Answer {
      Objects.requireNonNull(transaction);
      Objects.requireNonNull(code);
      Objects.requireNonNull(detail);
    }
  }

  /** Tick at or soon after this time; the newest of these replaces those before. */
  record StartTimer(long deadlineMonotonicMillis) implements Effect {}

  /** Something was refused; for counters and logs. */
  record Refused(RefusalReason reason, String detail) implements Effect {}

  /** What snapshots ask of the shell, see {@link SnapshotWork}. */
  record Snapshot(SnapshotWork work) implements Effect {
    public Snapshot {
      Objects.requireNonNull(work);
    }
  }

  /** The parts of {@link Snapshot}. */
  sealed interface SnapshotWork {
    /**
     * Cut and store the state after a committed block, not in the way of later effects: it may take
     * long, and nothing rests on it. The tree is never changed.
     *
     * @param before the newest committed headers of the epoch below the block's, as the leaders are
     *     drawn by them
     * @param headers the block's and its descendants' up to the one that the proof commits
     */
    record Make(
        List<BlockHeader> before, List<BlockHeader> headers, CommitProof proof, SparseTree state)
        implements SnapshotWork {
      public Make {
        before = List.copyOf(before);
        headers = List.copyOf(headers);
      }
    }

    /** Begin to keep a snapshot that is being fetched; whatever was fetched of another can go. */
    record BeginFetch(SnapshotManifest manifest) implements SnapshotWork {}

    /** Keep a chunk of the snapshot that is being fetched. */
    @SuppressWarnings("ArrayRecordComponent") // Handed over, never compared.
    record KeepChunk(int index, byte[] chunk) implements SnapshotWork {}

    /**
     * All chunks are kept: at once, the fetched snapshot becomes this store's own, its block the
     * last committed one, and blocks up to it need not be kept.
     */
    record Install(SnapshotManifest manifest) implements SnapshotWork {}

    /**
     * Read what another one asks for, not in the way of later effects, and give it back as {@link
     * Input.SnapshotRead}, found or not.
     */
    record Read(ParticipantId asker, SnapshotRequest request) implements SnapshotWork {}

    /** The committed state is not the certified one: write down what can be said about it. */
    record Diverged(Divergence divergence) implements SnapshotWork {}
  }

  /** The replica has stopped for good and an operator must look: the reason says at what. */
  record Halt(String reason) implements Effect {}
}
