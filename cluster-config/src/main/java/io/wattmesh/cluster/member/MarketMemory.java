package io.wattmesh.cluster.member;

import io.wattmesh.cluster.market.ScenarioMarket;
import io.wattmesh.grid.certificate.ClearingCertificate;
import io.wattmesh.ledger.market.LedgerEvent;
import io.wattmesh.ledger.replication.CommittedBlock;
import io.wattmesh.ledger.settlement.SettlementPrice;
import io.wattmesh.ledger.state.StandingBook;
import io.wattmesh.market.aggregation.StandingBids;
import io.wattmesh.market.message.ToAggregator.StandingCurve;
import io.wattmesh.proto.model.MarketSchedule;
import io.wattmesh.proto.model.ParticipantId;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;

/**
 * What a node knows of the market's past by the ledger's news, for roles that come to life on it:
 * of intervals that are decided, prices and awards; of others, all news so far. An interval of
 * which no book came in time counts as void once another block is later than its deadline: the
 * ledger never opens it any more.
 */
final class MarketMemory {
  private final MarketSchedule schedule;
  private final ScenarioMarket market;
  private final Map<Integer, Integer> places = new HashMap<>();
  private final Map<ParticipantId, Integer> seats = new HashMap<>();
  private final Map<ParticipantId, Integer> buses = new HashMap<>();
  private final List<LedgerEvent> open = new ArrayList<>();
  private final List<DecidedInterval> decided = new ArrayList<>();
  private final TreeMap<Long, DecidedInterval> ahead = new TreeMap<>();
  private OptionalLong lastSettled = OptionalLong.empty();

  MarketMemory(ScenarioMarket market) {
    this.market = market;
    this.schedule = market.genesis().parameters().schedule();
    market.clearing().aggregatorBuses().forEach(bus -> places.put(bus, places.size()));
    market
        .plan()
        .participants()
        .forEach(
            participant -> {
              seats.put(participant.id(), seats.size());
              buses.put(participant.id(), participant.bus());
            });
  }

  /**
   * Takes in a block.
   *
   * @return the intervals that are decided by it, in order: none is left out, so one that is
   *     decided before an earlier one waits for that
   */
  List<DecidedInterval> onBlock(CommittedBlock block) {
    block.events().forEach(this::onEvent);
    int before = decided.size();
    long millis = block.header().timestampMillis();
    for (var next = next(millis); next.isPresent(); next = next(millis)) {
      decided.add(next.get());
    }
    return List.copyOf(decided.subList(before, decided.size()));
  }

  private void onEvent(LedgerEvent event) {
    switch (event) {
      case LedgerEvent.BookCommitted _,
          LedgerEvent.BooksClosed _,
          LedgerEvent.BidsRevealed _,
          LedgerEvent.NetworkNoticed _,
          LedgerEvent.BooksFrozen _ ->
          open.add(event);
      case LedgerEvent.IntervalCleared cleared -> decide(cleared(cleared.certificate()));
      case LedgerEvent.IntervalVoided voided -> decide(DecidedInterval.voided(voided.interval()));
      case LedgerEvent.IntervalSettled settled ->
          lastSettled =
              OptionalLong.of(Math.max(settled.interval(), lastSettled.orElse(settled.interval())));
      case LedgerEvent.ClearingRefused _,
          LedgerEvent.SealsForfeited _,
          LedgerEvent.SealingChanged _,
          LedgerEvent.OmissionProven _,
          LedgerEvent.SettlementNoted _ -> {}
    }
  }

  private void decide(DecidedInterval interval) {
    ahead.put(interval.interval(), interval);
    open.removeIf(event -> event.interval() == interval.interval());
  }

  /**
   * The interval that comes next, if it is decided by now. A notice on the network opens none: one
   * without a book by its deadline is void.
   */
  private Optional<DecidedInterval> next(long blockMillis) {
    long next = decided.size();
    DecidedInterval known = ahead.remove(next);
    if (known != null) {
      return Optional.of(known);
    }
    boolean opened =
        open.stream()
            .filter(event -> !(event instanceof LedgerEvent.NetworkNoticed))
            .anyMatch(event -> event.interval() == next);
    return opened || schedule.bookDeadlineMillis(next) >= blockMillis
        ? Optional.empty()
        : Optional.of(DecidedInterval.voided(next));
  }

  private DecidedInterval cleared(ClearingCertificate certificate) {
    var prices = new long[places.size()];
    var awards = new long[seats.size()];
    var scheduled = new long[seats.size()];
    Map<Integer, StandingBook> books = books(certificate.interval());
    var network = market.clearing().rounded().model();
    for (int k = 0; k < network.buses(); k++) {
      Integer place = places.get(network.busNumber(k));
      if (place != null) {
        long picos = certificate.pricePicosPerMwh(k);
        prices[place] = SettlementPrice.micros(picos, market.genesis().parameters());
        List<StandingCurve> standing =
            Optional.ofNullable(books.get(network.busNumber(k)))
                .map(MarketMemory::standing)
                .orElse(List.of());
        new StandingBids(standing)
            .awardsWatts(picos, certificate.injectionWatts(k))
            .forEach((participant, watts) -> put(awards, participant, watts));
        standing.forEach(bid -> put(scheduled, bid.participant(), bid.scheduledWatts()));
      }
    }
    return new DecidedInterval(certificate.interval(), false, prices, awards, scheduled);
  }

  /** A load test's devices have no seat: no actor asks for what they are awarded. */
  private void put(long[] watts, ParticipantId participant, long value) {
    Integer seat = seats.get(participant);
    if (seat != null) {
      watts[seat] = value;
    }
  }

  /** By bus. The last word on a bus's bids counts: it has those of all its aggregators. */
  private Map<Integer, StandingBook> books(long interval) {
    Map<Integer, StandingBook> books = new HashMap<>();
    open.stream()
        .filter(event -> event.interval() == interval)
        .flatMap(event -> book(event).stream())
        .forEach(book -> books.put(book.bus(), book));
    return books;
  }

  private static List<StandingCurve> standing(StandingBook book) {
    return book.bids().stream()
        .map(bid -> new StandingCurve(bid.participant(), bid.curve(), bid.scheduledWatts()))
        .toList();
  }

  private static Optional<StandingBook> book(LedgerEvent event) {
    return switch (event) {
      case LedgerEvent.BookCommitted committed -> Optional.of(committed.book());
      case LedgerEvent.BidsRevealed revealed -> Optional.of(revealed.book());
      default -> Optional.empty();
    };
  }

  /** The place of a bus in a decided interval's prices. */
  int place(int bus) {
    return places.get(bus);
  }

  /** The place of a participant in a decided interval's awards. */
  int seat(ParticipantId participant) {
    return seats.get(participant);
  }

  /** The bus of a participant. */
  int bus(ParticipantId participant) {
    return buses.get(participant);
  }

  /** All intervals that are decided, in order from 0; then those that wait for an earlier one. */
  Collection<DecidedInterval> decided() {
    var all = new ArrayList<DecidedInterval>(decided);
    all.addAll(ahead.values());
    return all;
  }

  /** Those alone before which none is missing. */
  List<DecidedInterval> decidedInOrder() {
    return List.copyOf(decided);
  }

  /** The news of intervals that are not decided, in the ledger's order. */
  List<LedgerEvent> open() {
    return List.copyOf(open);
  }

  /** The last interval that is settled. */
  OptionalLong lastSettled() {
    return lastSettled;
  }
}
