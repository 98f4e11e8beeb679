package io.wattmesh.ledger.replication.actor;

import io.wattmesh.consensus.replica.Effect;
import io.wattmesh.ledger.replication.CommittedBlock;
import io.wattmesh.ledger.replication.GatewayAddress;
import io.wattmesh.ledger.replication.ReplyDesk;
import io.wattmesh.ledger.replication.ToGateway;
import io.wattmesh.ledger.replication.ToValidator.HandIn;
import io.wattmesh.ledger.replication.ToValidator.Submit;
import io.wattmesh.proto.chain.CommitProof;
import io.wattmesh.proto.chain.EpochChange;
import io.wattmesh.proto.crypto.Sha256;
import io.wattmesh.proto.model.Hash;
import io.wattmesh.proto.model.ParticipantId;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Whom a validator tells what became of a transaction: a client that asked for a signed reply, or
 * the gateway that handed it in.
 */
final class AnswerDesk {
  /** So many transactions' gateways are remembered; what is asked about later, others know. */
  private static final int MAX_ASKED_FOR = 65_536;

  private final ParticipantId validator;
  private final ReplyDesk replies;
  private final GatewayAddress own;
  private final Map<Hash, GatewayAddress> gateways = new LinkedHashMap<>();

  /**
   * @param own hears about transactions that nobody is known to have handed in
   */
  AnswerDesk(ParticipantId validator, ReplyDesk replies, GatewayAddress own) {
    this.validator = validator;
    this.replies = replies;
    this.own = own;
  }

  /** What was committed before a restart. */
  void replayed(List<CommittedBlock> blocks) {
    blocks.forEach(replies::replayed);
  }

  void epochEnded(EpochChange change) {
    replies.epochEnded(change);
  }

  /**
   * Answers a client whose transaction is committed and remembered.
   *
   * @return whether it was answered, so that the transaction is not ordered again
   */
  boolean answers(Submit submit) {
    List<ReplyDesk.Letter> letters =
        submit
            .asker()
            .map(asker -> replies.ask(Sha256.of(submit.transaction()), asker))
            .orElseGet(List::of);
    letters.forEach(ReplyDesk.Letter::send);
    return !letters.isEmpty();
  }

  /** Its gateway hears what becomes of it. */
  void remember(HandIn handIn) {
    gateways.put(Sha256.of(handIn.transaction()), handIn.gateway());
    if (gateways.size() > MAX_ASKED_FOR) {
      gateways.remove(gateways.keySet().iterator().next());
    }
  }

  void committed(CommittedBlock block, CommitProof proof) {
    replies.committed(block, proof).forEach(ReplyDesk.Letter::send);
  }

  void answered(Effect.Answer answer) {
    if (replies.isAsked(answer.transaction())) {
      replies.answered(answer).forEach(ReplyDesk.Letter::send);
    } else {
      gateways
          .getOrDefault(answer.transaction(), own)
          .tell(
              new ToGateway.Answered(
                  validator, answer.transaction(), answer.code(), answer.detail()));
    }
  }
}
