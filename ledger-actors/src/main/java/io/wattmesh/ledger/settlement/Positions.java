package io.wattmesh.ledger.settlement;

import io.wattmesh.grid.certificate.Awards;
import io.wattmesh.grid.certificate.BusBids;
import io.wattmesh.grid.certificate.ClearingCertificate;
import io.wattmesh.ledger.genesis.MarketParameters;
import io.wattmesh.ledger.governance.MarketRules;
import io.wattmesh.ledger.state.LedgerState;
import io.wattmesh.ledger.state.StandingBid;
import io.wattmesh.ledger.state.StandingBook;
import io.wattmesh.proto.model.Hash;
import io.wattmesh.proto.model.ParticipantId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;

/** Collects an interval's positions bus by bus: who was awarded what, and who delivered what. */
final class Positions {
  private final LedgerState state;
  private final MarketParameters parameters;
  private final long interval;
  private final Optional<ClearingCertificate> clearing;
  private final Map<Integer, Integer> busIndices;

  Positions(LedgerState state, MarketRules rules, long interval) {
    this.state = state;
    this.parameters = rules.parameters(interval);
    this.interval = interval;
    this.clearing = state.clearing(interval);
    this.busIndices = rules.genesis().busIndices();
  }

  /** All positions at a bus: of bids that stood, and of readings without one. */
  List<Position> at(int bus) {
    List<StandingBid> bids = state.book(interval, bus).map(StandingBook::bids).orElse(List.of());
    SortedMap<ParticipantId, Long> readings = state.readings(interval, bus);
    long[] awardsWatts = awardsWatts(bus, bids);
    long priceMicros = priceMicros(bus);
    var positions = new ArrayList<Position>(bids.size());
    for (int k = 0; k < bids.size(); k++) {
      StandingBid bid = bids.get(k);
      Long delivered = readings.remove(bid.participant());
      positions.add(
          new Position(
              bid.participant(),
              bus,
              bid.bidDigest(),
              bid.collateralMicros(),
              priceMicros,
              parameters.schedule().energyJoules(awardsWatts[k]),
              delivered == null ? 0 : delivered));
    }
    readings.forEach(
        (participant, delivered) ->
            positions.add(new Position(participant, bus, Hash.ZERO, 0, priceMicros, 0, delivered)));
    return positions;
  }

  /** At which a bus settles. */
  long priceMicros(int bus) {
    return clearing
        .map(c -> SettlementPrice.micros(c.pricePicosPerMwh(busIndices.get(bus)), parameters))
        .orElse(parameters.voidPriceMicrosPerMwh());
  }

  private long[] awardsWatts(int bus, List<StandingBid> bids) {
    if (clearing.isEmpty()) {
      return new long[bids.size()];
    }
    int index = busIndices.get(bus);
    return Awards.at(
        new BusBids(bids.stream().map(StandingBid::curve).toList()),
        clearing.get().pricePicosPerMwh(index),
        clearing.get().injectionWatts(index));
  }
}
