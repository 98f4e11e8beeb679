package io.wattmesh.ledger.settlement;

import io.wattmesh.ledger.genesis.Identity;
import io.wattmesh.ledger.governance.MarketRules;
import io.wattmesh.ledger.state.CreditState;
import io.wattmesh.ledger.state.LedgerState;
import io.wattmesh.ledger.state.MissingReadings;
import io.wattmesh.ledger.state.MissingReadings.Missing;
import io.wattmesh.proto.model.ParticipantId;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Keeps, where readings may come late, who of an interval's participants had none, with or without
 * a bid, and what was paid for that.
 */
final class MissingAtSettlement {
  private final LedgerState state;
  private final MarketRules rules;
  private final long interval;
  private final SortedMap<ParticipantId, Missing> settled = new TreeMap<>();

  MissingAtSettlement(LedgerState state, MarketRules rules, long interval) {
    this.state = state;
    this.rules = rules;
    this.interval = interval;
  }

  /** While the interval's readings and clearing are still there. */
  void keep(
      List<Integer> buses,
      List<Position> positions,
      Deviations deviations,
      VerifiedCredits credits) {
    if (rules.parameters(interval).credit().correctionWindowMillis() == 0) {
      return;
    }
    for (Position position : positions) {
      ParticipantId id = position.participant();
      settled.put(id, new Missing(position.awardedJoules(), deviations.paidMicros(id)));
    }
    Map<Integer, List<Identity>> participants =
        rules.participantsOf(interval).stream().collect(Collectors.groupingBy(Identity::bus));
    var prices = new Positions(state, rules, interval);
    var kept = new CreditState(state);
    boolean any = false;
    for (int bus : buses) {
      SortedMap<ParticipantId, Missing> missing =
          missingAt(bus, participants.getOrDefault(bus, List.of()));
      kept.putMissing(
          interval,
          bus,
          new MissingReadings(prices.priceMicros(bus), credits.roomJoules(bus), missing));
      any |= !missing.isEmpty();
    }
    if (any) {
      kept.addCorrectable(interval);
    }
  }

  private SortedMap<ParticipantId, Missing> missingAt(int bus, List<Identity> participants) {
    SortedMap<ParticipantId, Long> readings = state.readings(interval, bus);
    var missing = new TreeMap<ParticipantId, Missing>();
    for (Identity participant : participants) {
      if (!readings.containsKey(participant.id())) {
        missing.put(participant.id(), settled.getOrDefault(participant.id(), new Missing(0, 0)));
      }
    }
    return missing;
  }
}
