package io.wattmesh.cluster.member;

import io.wattmesh.cluster.metrics.NodeMetrics;
import io.wattmesh.market.participant.actor.ProsumerActor;
import io.wattmesh.proto.crypto.SignedEnvelope;
import io.wattmesh.proto.model.ParticipantId;

/** Counts what participants are answered before it is passed on. */
record CountedAnswers(ProsumerActor.AnswerListener next, NodeMetrics metrics)
    implements ProsumerActor.AnswerListener {
  @Override
  public void onAnswer(ParticipantId participant, long interval, boolean acknowledged) {
    metrics.onAnswer(acknowledged);
    next.onAnswer(participant, interval, acknowledged);
  }

  @Override
  public void onPromise(SignedEnvelope bid, SignedEnvelope acknowledgement) {
    next.onPromise(bid, acknowledgement);
  }
}
