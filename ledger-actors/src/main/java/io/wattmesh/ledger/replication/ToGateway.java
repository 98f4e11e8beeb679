package io.wattmesh.ledger.replication;

import io.wattmesh.consensus.payload.AnswerCode;
import io.wattmesh.proto.model.Hash;
import io.wattmesh.proto.model.ParticipantId;
import java.util.List;
import java.util.function.Consumer;

/** What a ledger gateway hears. */
public sealed interface ToGateway {
  /** A message that may cross from node to node. */
  sealed interface Wire extends ToGateway {}

  /**
   * See to it that this transaction is ordered.
   *
   * @param answers hears what validators answer, and what the gateway does about it; called on the
   *     gateway's thread
   */
  @SuppressWarnings("ArrayRecordComponent") // Handed over, never compared.
  record Submit(byte[] transaction, Consumer<Answer> answers) implements ToGateway {}

  /** A validator answers to a transaction that it was given. */
  record Answered(ParticipantId validator, Hash transaction, AnswerCode code, String detail)
      implements Wire {}

  /**
   * Committed blocks in order of height, none if there are no more.
   *
   * @param tip the height of the last block that the validator has committed
   */
  record Blocks(ParticipantId validator, long tip, List<FollowedBlock> blocks) implements Wire {
    public Blocks {
      blocks = List.copyOf(blocks);
    }
  }

  /** The gateway's own timer. */
  record LookAgain() implements ToGateway {}

  /**
   * What became of a transaction that was submitted.
   *
   * @param transaction SHA-256 of its bytes
   * @param code ACCEPTED and KNOWN: it is under way. BUSY: the gateway itself is full and has
   *     dropped it; submit it again later. TOO_LARGE, STALE: it will never be ordered.
   */
  record Answer(Hash transaction, AnswerCode code, String detail) {}

  /** A validator has committed a block. */
  record Committed(ParticipantId validator, CommittedBlock block) implements ToGateway {}

  /** A validator has stopped for good. */
  record Halted(ParticipantId validator, String reason) implements ToGateway {}
}
