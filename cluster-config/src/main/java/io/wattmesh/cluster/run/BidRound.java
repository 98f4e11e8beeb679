package io.wattmesh.cluster.run;

import io.wattmesh.market.participant.actor.ProsumerActor;
import io.wattmesh.proto.crypto.SignedEnvelope;
import io.wattmesh.proto.model.ParticipantId;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Counts the answers to the bids of each interval. */
final class BidRound implements ProsumerActor.AnswerListener {
  private final OmissionWatch omissions;
  private final Map<Long, Set<ParticipantId>> answered = new ConcurrentHashMap<>();
  private final Map<Long, Set<ParticipantId>> refused = new ConcurrentHashMap<>();

  BidRound(OmissionWatch omissions) {
    this.omissions = omissions;
  }

  @Override
  public void onPromise(SignedEnvelope bid, SignedEnvelope acknowledgement) {
    omissions.onPromise(bid, acknowledgement);
  }

  @Override
  public void onAnswer(ParticipantId participant, long interval, boolean acknowledged) {
    of(answered, interval).add(participant);
    if (!acknowledged) {
      of(refused, interval).add(participant);
    }
  }

  private static Set<ParticipantId> of(Map<Long, Set<ParticipantId>> sets, long interval) {
    return sets.computeIfAbsent(interval, any -> ConcurrentHashMap.newKeySet());
  }

  int answered(long interval) {
    return of(answered, interval).size();
  }

  boolean isAnswered(long interval, ParticipantId participant) {
    return of(answered, interval).contains(participant);
  }

  int refused(long interval) {
    return of(refused, interval).size();
  }
}
