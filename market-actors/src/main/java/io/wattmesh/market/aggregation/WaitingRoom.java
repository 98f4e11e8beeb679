package io.wattmesh.market.aggregation;

import io.wattmesh.market.message.Arrival;
import io.wattmesh.proto.book.PromisedBid;
import io.wattmesh.proto.crypto.SignedEnvelope;
import io.wattmesh.proto.model.ParticipantId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Bids whose signatures are not checked yet. Anybody may claim a member's name, so only a few wait
 * under one name; beyond them a bid is checked before it is let in, and the name's owner is never
 * kept out.
 */
final class WaitingRoom {
  private static final int MOST_OF_A_PARTICIPANT = 4;

  private final SortedMap<Long, Map<ParticipantId, List<Arrival>>> waiting = new TreeMap<>();

  Optional<Arrival> find(SignedEnvelope envelope, PromisedBid bid) {
    return of(bid).stream().filter(arrival -> arrival.bid().equals(envelope)).findFirst();
  }

  boolean isFullOf(PromisedBid bid) {
    return of(bid).size() >= MOST_OF_A_PARTICIPANT;
  }

  void enter(Arrival arrival) {
    PromisedBid bid = arrival.content();
    waiting
        .computeIfAbsent(bid.interval(), any -> new HashMap<>())
        .computeIfAbsent(bid.participant(), any -> new ArrayList<>(1))
        .add(arrival);
  }

  /** It waits no more, if it did. */
  void leave(Arrival arrival) {
    PromisedBid bid = arrival.content();
    List<Arrival> ofParticipant = of(bid);
    if (!ofParticipant.contains(arrival)) {
      return;
    }
    ofParticipant.remove(arrival);
    if (ofParticipant.isEmpty()) {
      Map<ParticipantId, List<Arrival>> ofInterval = waiting.get(bid.interval());
      ofInterval.remove(bid.participant());
      if (ofInterval.isEmpty()) {
        waiting.remove(bid.interval());
      }
    }
  }

  boolean has(long interval) {
    return waiting.containsKey(interval);
  }

  void forget(long interval) {
    waiting.remove(interval);
  }

  void forgetBefore(long interval) {
    waiting.headMap(interval).clear();
  }

  private List<Arrival> of(PromisedBid bid) {
    return waiting
        .getOrDefault(bid.interval(), Map.of())
        .getOrDefault(bid.participant(), List.of());
  }
}
