package io.wattmesh.load.generate;

import io.wattmesh.cluster.market.ClearingMarket;
import io.wattmesh.cluster.market.ScenarioMarket;
import io.wattmesh.grid.certificate.ClearingCertificate;
import io.wattmesh.ledger.market.LedgerEvent;
import io.wattmesh.ledger.settlement.SettlementPrice;
import io.wattmesh.ledger.state.StandingBook;
import io.wattmesh.market.aggregation.StandingBids;
import io.wattmesh.market.message.ToAggregator.StandingCurve;
import io.wattmesh.market.message.ToProsumer.AwardTold;
import io.wattmesh.proto.model.ParticipantId;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BiConsumer;

/**
 * Tells participants the awards that follow from what the ledger has committed, so that their
 * meters see what they deliver; and again while an interval whose delivery has ended is not
 * settled, for a meter that lives on another node since has seen nothing.
 */
final class DeliveryDesk {
  private static final long AGAIN_MICROS = 3_000_000;

  /** What participants are told of an interval; who is not named is awarded nothing. */
  private record Told(boolean voided, Map<ParticipantId, AwardTold> awards) {}

  private final ScenarioMarket market;
  private final RunClock clock;
  private final List<ParticipantId> participants;
  private final BiConsumer<ParticipantId, AwardTold> tell;
  private final Map<Long, Map<Integer, StandingBook>> books = new HashMap<>();
  private final TreeMap<Long, Told> unsettled = new TreeMap<>();
  private final Map<Long, Long> againMicros = new HashMap<>();

  /**
   * @param participants who are told
   */
  DeliveryDesk(
      ScenarioMarket market,
      RunClock clock,
      List<ParticipantId> participants,
      BiConsumer<ParticipantId, AwardTold> tell) {
    this.market = market;
    this.clock = clock;
    this.participants = List.copyOf(participants);
    this.tell = tell;
  }

  /** In the ledger's order. */
  synchronized void onEvent(LedgerEvent event) {
    switch (event) {
      case LedgerEvent.BookCommitted committed ->
          books
              .computeIfAbsent(committed.interval(), any -> new HashMap<>())
              .put(committed.book().bus(), committed.book());
      case LedgerEvent.IntervalCleared cleared ->
          decide(cleared.interval(), new Told(false, awards(cleared.certificate())));
      case LedgerEvent.IntervalVoided voided -> decide(voided.interval(), new Told(true, Map.of()));
      case LedgerEvent.IntervalSettled settled -> {
        unsettled.remove(settled.interval());
        againMicros.remove(settled.interval());
      }
      default -> {}
    }
  }

  private void decide(long interval, Told told) {
    books.remove(interval);
    unsettled.put(interval, told);
    // Right after the end of delivery it is on its way.
    againMicros.put(interval, clock.deliveryEndMicros(interval) + AGAIN_MICROS);
    tell(interval, told);
  }

  private Map<ParticipantId, AwardTold> awards(ClearingCertificate certificate) {
    var awards = new HashMap<ParticipantId, AwardTold>();
    Map<Integer, StandingBook> ofInterval = books.getOrDefault(certificate.interval(), Map.of());
    ClearingMarket clearing = market.clearing();
    var network = clearing.rounded().model();
    for (int k = 0; k < network.buses(); k++) {
      StandingBook book = ofInterval.get(network.busNumber(k));
      if (book != null) {
        long picos = certificate.pricePicosPerMwh(k);
        long price = SettlementPrice.micros(picos, market.genesis().parameters());
        new StandingBids(standing(book))
            .awardsWatts(picos, certificate.injectionWatts(k))
            .forEach(
                (participant, watts) ->
                    awards.put(
                        participant, new AwardTold(certificate.interval(), watts, price, false)));
      }
    }
    return awards;
  }

  private static List<StandingCurve> standing(StandingBook book) {
    return book.bids().stream()
        .map(bid -> new StandingCurve(bid.participant(), bid.curve(), bid.scheduledWatts()))
        .toList();
  }

  private void tell(long interval, Told told) {
    var none = new AwardTold(interval, 0, 0, told.voided());
    participants.forEach(id -> tell.accept(id, told.awards().getOrDefault(id, none)));
  }

  /** Is called often: tells again what is due. */
  synchronized void remind() {
    long now = clock.nowMicros();
    for (Map.Entry<Long, Told> open : unsettled.entrySet()) {
      if (now >= againMicros.get(open.getKey())) {
        againMicros.put(open.getKey(), now + AGAIN_MICROS);
        tell(open.getKey(), open.getValue());
      }
    }
  }
}
