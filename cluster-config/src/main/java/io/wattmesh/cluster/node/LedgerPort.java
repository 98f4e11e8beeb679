package io.wattmesh.cluster.node;

import io.wattmesh.consensus.payload.AnswerCode;
import io.wattmesh.ledger.replication.ToGateway;
import io.wattmesh.market.message.SubmitTransaction;
import io.wattmesh.proto.crypto.SignedEnvelope;
import java.util.function.Consumer;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.Behaviors;

/** Where a node's roles hand in transactions. */
public final class LedgerPort {
  private LedgerPort() {}

  /**
   * @param handedIn hears what roles hand in, before it is judged
   * @param trouble hears of what is not ordered for want of room
   */
  public static Behavior<SubmitTransaction> create(
      ActorRef<ToGateway> gateway, Consumer<SignedEnvelope> handedIn, Consumer<String> trouble) {
    return Behaviors.receiveMessage(
        submit -> {
          handedIn.accept(submit.transaction());
          gateway.tell(
              new ToGateway.Submit(
                  submit.transaction().toBytes(),
                  answer -> onAnswer(submit.transaction(), answer, trouble)));
          return Behaviors.same();
        });
  }

  /** What is late by itself is no trouble; a ledger without room is. */
  private static void onAnswer(
      SignedEnvelope transaction, ToGateway.Answer answer, Consumer<String> trouble) {
    if (answer.code() == AnswerCode.BUSY || answer.code() == AnswerCode.TOO_LARGE) {
      trouble.accept("%s is not ordered: %s".formatted(transaction, answer.detail()));
    }
  }
}
