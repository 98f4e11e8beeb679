package io.wattmesh.consensus.replica;

import io.wattmesh.consensus.batch.Batch;
import io.wattmesh.consensus.block.Block;
import io.wattmesh.consensus.block.ExecutionRoots;
import io.wattmesh.consensus.block.LinkedBlock;
import io.wattmesh.consensus.payload.AnswerCode;
import io.wattmesh.consensus.safety.RefusalReason;
import io.wattmesh.consensus.safety.SafetyRow;
import io.wattmesh.proto.chain.CommitProof;
import io.wattmesh.proto.model.Hash;
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

  record Send(int toValidator, byte[] message) implements Effect {}

  /** Send to every validator but this one. */
  record Broadcast(byte[] message) implements Effect {}

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

  /** The replica has stopped for good and an operator must look: the reason says at what. */
  record Halt(String reason) implements Effect {}
}
