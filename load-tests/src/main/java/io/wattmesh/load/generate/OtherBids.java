package io.wattmesh.load.generate;

import io.wattmesh.market.participant.actor.ProsumerActor;
import io.wattmesh.proto.model.ParticipantId;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Which of the participants that are no devices have an answer to their bids. */
final class OtherBids implements ProsumerActor.AnswerListener {
  private final List<ParticipantId> all;
  private final Map<Long, Set<ParticipantId>> answered = new ConcurrentHashMap<>();

  OtherBids(List<ParticipantId> all) {
    this.all = all;
  }

  @Override
  public void onAnswer(ParticipantId participant, long interval, boolean acknowledged) {
    of(interval).add(participant);
  }

  private Set<ParticipantId> of(long interval) {
    return answered.computeIfAbsent(interval, any -> ConcurrentHashMap.newKeySet());
  }

  /** Who must still be reminded to bid. */
  List<ParticipantId> unanswered(long interval) {
    Set<ParticipantId> known = of(interval);
    answered.keySet().removeIf(earlier -> earlier < interval - 2);
    return known.size() == all.size()
        ? List.of()
        : all.stream().filter(id -> !known.contains(id)).toList();
  }
}
