package io.wattmesh.consensus.replica;

import io.wattmesh.consensus.block.Block;
import io.wattmesh.consensus.block.ExecutionRoots;
import io.wattmesh.consensus.block.LinkedBlock;
import io.wattmesh.consensus.safety.RefusalReason;
import io.wattmesh.consensus.safety.SafetyRow;
import io.wattmesh.proto.chain.CommitProof;
import io.wattmesh.proto.chain.EpochChange;
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
  /** Store a block and the quorum certificate it rests on, by the block's id. */
  record PersistBlock(LinkedBlock linked) implements Effect {
    public PersistBlock {
      Objects.requireNonNull(linked);
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
   * last block; one whose block turns out not to be committed is passed over at a restart.
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

  /** Tick at or soon after this time; the newest of these replaces those before. */
  record StartTimer(long deadlineMonotonicMillis) implements Effect {}

  /** Something was refused; for counters and logs. */
  record Refused(RefusalReason reason, String detail) implements Effect {}

  /** The replica has stopped for good and an operator must look: the reason says at what. */
  record Halt(String reason) implements Effect {}
}
