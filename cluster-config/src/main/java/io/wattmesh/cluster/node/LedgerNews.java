package io.wattmesh.cluster.node;

import io.wattmesh.cluster.market.ClearingMarket;
import io.wattmesh.grid.certificate.ClearingCertificate;
import io.wattmesh.ledger.genesis.MarketParameters;
import io.wattmesh.ledger.market.LedgerEvent;
import io.wattmesh.ledger.replication.CommittedBlock;
import io.wattmesh.ledger.settlement.SettlementPrice;
import io.wattmesh.ledger.state.StandingBook;
import io.wattmesh.ledger.transaction.OutcomeCode;
import io.wattmesh.market.directory.AggregatorSeat;
import io.wattmesh.market.message.ToAggregator;
import io.wattmesh.market.message.ToAggregator.StandingCurve;
import io.wattmesh.market.message.ToMeter;
import io.wattmesh.market.message.ToProsumer;
import io.wattmesh.market.message.ToRegion;
import io.wattmesh.proto.model.ParticipantId;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Tells the market's roles what the ledger has committed. */
public final class LedgerNews {
  private final NewsAudience audience;
  private final ClearingMarket market;
  private final MarketParameters parameters;

  public LedgerNews(NewsAudience audience, ClearingMarket market, MarketParameters parameters) {
    this.audience = audience;
    this.market = market;
    this.parameters = parameters;
  }

  public void tell(CommittedBlock block) {
    block.events().forEach(this::tell);
  }

  /** One thing that a committed block made happen; told again it changes nothing. */
  public void tell(LedgerEvent event) {
    switch (event) {
      case LedgerEvent.BookCommitted committed -> tellBook(committed);
      case LedgerEvent.BooksClosed closed -> tellClosed(closed);
      case LedgerEvent.BidsRevealed revealed -> tellRevealed(revealed);
      case LedgerEvent.SealsForfeited forfeited -> {}
      case LedgerEvent.SealingChanged changed ->
          market.sealed().change(changed.interval(), changed.revealWindowMillis());
      case LedgerEvent.NetworkNoticed noticed -> market.noticed(noticed.notice());
      case LedgerEvent.BooksFrozen frozen -> {
        market.earlier().frozen(frozen.interval());
        tellSpeakers(frozen);
        toRegions(
            new ToRegion.ClearingBegins(frozen.interval(), frozen.booksRoot(), frozen.speakers()));
      }
      case LedgerEvent.IntervalCleared cleared -> {
        market.earlier().cleared(market.rounded(cleared.interval()).last(cleared.certificate()));
        tellPrices(cleared.certificate());
        toRegions(new ToRegion.ClearingEnded(cleared.interval()));
      }
      case LedgerEvent.ClearingRefused refused -> {}
      case LedgerEvent.OmissionProven omission -> {}
      case LedgerEvent.SettlementNoted noted -> {}
      case LedgerEvent.IntervalVoided voided -> {
        toAggregators(new ToAggregator.IntervalVoided(voided.interval()));
        toRegions(new ToRegion.ClearingVoided(voided.interval()));
      }
      case LedgerEvent.IntervalSettled settled ->
          market
              .aggregatorBuses()
              .forEach(
                  bus -> audience.tellMeter(bus, new ToMeter.IntervalEnded(settled.interval())));
    }
  }

  /** An interval that the ledger never opened, and will not: like a void one for participants. */
  void tellMissed(long interval) {
    toAggregators(new ToAggregator.IntervalVoided(interval));
  }

  private void tellBook(LedgerEvent.BookCommitted committed) {
    List<StandingCurve> standing = standing(committed.book());
    Map<ParticipantId, String> refused = new HashMap<>();
    for (Map.Entry<ParticipantId, OutcomeCode> bid : committed.refused().entrySet()) {
      refused.put(bid.getKey(), bid.getValue().name());
    }
    for (AggregatorSeat seat : market.seats(committed.book().bus())) {
      boolean own = market.aggregator(seat).equals(committed.aggregator());
      audience.tell(
          seat,
          own
              ? new ToAggregator.BookCommitted(
                  committed.interval(), committed.book().bookRoot(), standing, refused)
              : new ToAggregator.BusStands(committed.interval(), standing));
    }
  }

  private static List<StandingCurve> standing(StandingBook book) {
    return book.bids().stream()
        .map(bid -> new StandingCurve(bid.participant(), bid.curve(), bid.scheduledWatts()))
        .toList();
  }

  /** Participants hear it from the ledger itself: an aggregator might ask before its time. */
  private void tellClosed(LedgerEvent.BooksClosed closed) {
    closed
        .awaited()
        .forEach(
            (bus, participants) -> {
              var toBus = new ToAggregator.BooksClosed(closed.interval(), participants);
              market.seats(bus).forEach(seat -> audience.tell(seat, toBus));
              participants.forEach(
                  id -> audience.tellProsumer(id, new ToProsumer.BooksClosed(closed.interval())));
            });
  }

  private void tellRevealed(LedgerEvent.BidsRevealed revealed) {
    var stands = new ToAggregator.BusStands(revealed.interval(), standing(revealed.book()));
    market.seats(revealed.book().bus()).forEach(seat -> audience.tell(seat, stands));
    revealed
        .revealed()
        .forEach(id -> audience.tellProsumer(id, new ToProsumer.BidStands(revealed.interval())));
  }

  private void tellSpeakers(LedgerEvent.BooksFrozen frozen) {
    var message = new ToAggregator.BooksFrozen(frozen.interval(), frozen.booksRoot());
    for (int bus : market.aggregatorBuses()) {
      var speaker = new AggregatorSeat(bus, frozen.speakers().getOrDefault(bus, 0));
      audience.tell(speaker, message);
    }
  }

  private void tellPrices(ClearingCertificate certificate) {
    var network = market.rounded().model();
    for (int k = 0; k < network.buses(); k++) {
      int bus = network.busNumber(k);
      if (market.aggregatorBuses().contains(bus)) {
        var cleared =
            new ToAggregator.BusCleared(
                certificate.interval(),
                certificate.pricePicosPerMwh(k),
                certificate.injectionWatts(k),
                SettlementPrice.micros(certificate.pricePicosPerMwh(k), parameters));
        market.seats(bus).forEach(seat -> audience.tell(seat, cleared));
      }
    }
  }

  private void toAggregators(ToAggregator message) {
    market.seats().forEach(seat -> audience.tell(seat, message));
  }

  private void toRegions(ToRegion message) {
    for (int region = 0; region < market.regions(); region++) {
      audience.tellRegion(region, message);
    }
  }
}
