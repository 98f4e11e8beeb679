package io.wattmesh.ledger.settlement;

import io.wattmesh.ledger.governance.MarketRules;
import io.wattmesh.ledger.settlement.SettlementNote.FeederExceeded;
import io.wattmesh.ledger.state.CreditState;
import io.wattmesh.ledger.state.LedgerState;
import io.wattmesh.proto.model.ParticipantId;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * How many credits each injection is worth: all of it, unless the bus has a feeder-head meter that
 * saw less. What left the bus by that meter and what was withdrawn at it must have been injected at
 * it; more than this and a tolerance was not, whatever the meters of its participants say. Then all
 * injection at the bus counts pro rata; the joules that are left go to the largest remainders, then
 * by participant. A feeder-head meter without a reading saw nothing, like any other meter.
 */
final class VerifiedCredits {
  private static final BigInteger MILLION = BigInteger.valueOf(1_000_000);

  private final LedgerState state;
  private final MarketRules rules;
  private final long interval;
  private final Map<ParticipantId, Long> creditsJoules = new HashMap<>();
  private final Map<Integer, Long> roomJoules = new HashMap<>();
  private final List<SettlementNote> notes = new ArrayList<>();

  private VerifiedCredits(LedgerState state, MarketRules rules, long interval) {
    this.state = state;
    this.rules = rules;
    this.interval = interval;
  }

  /** The part of a position that rounding leaves, and whose it is. */
  private record Remainder(ParticipantId participant, BigInteger value) {}

  /**
   * @param positions in order of participants
   */
  static VerifiedCredits of(
      LedgerState state, MarketRules rules, long interval, List<Position> positions) {
    var credits = new VerifiedCredits(state, rules, interval);
    positions.forEach(
        position -> credits.creditsJoules.put(position.participant(), position.creditsJoules()));
    Set<Integer> metered = rules.feeders(interval).keySet();
    Map<Integer, List<Position>> ofBus =
        positions.stream()
            .filter(position -> metered.contains(position.bus()))
            .collect(Collectors.groupingBy(Position::bus));
    metered.forEach(bus -> credits.cap(bus, ofBus.getOrDefault(bus, List.of())));
    return credits;
  }

  long joules(ParticipantId id) {
    return creditsJoules.get(id);
  }

  /** What may still be injected at a bus for credits; empty if nothing bounds it. */
  Optional<Long> roomJoules(int bus) {
    return Optional.ofNullable(roomJoules.get(bus));
  }

  List<SettlementNote> notes() {
    return notes;
  }

  private void cap(int bus, List<Position> positions) {
    long injected = 0;
    long through = new CreditState(state).feederReading(interval, bus).orElse(0L);
    for (Position position : positions) {
      injected = Math.addExact(injected, Math.max(0, position.deliveredJoules()));
      through = Math.addExact(through, Math.max(0, -position.deliveredJoules()));
    }
    long cap = withTolerance(Math.max(0, through));
    roomJoules.put(bus, Math.max(0, cap - injected));
    if (injected > cap) {
      scale(positions, injected, cap);
      notes.add(new FeederExceeded(bus, injected, cap));
    }
  }

  private long withTolerance(long joules) {
    int parts = rules.parameters(interval).credit().feederTolerancePartsPerMillion();
    return BigInteger.valueOf(joules)
        .multiply(MILLION.add(BigInteger.valueOf(parts)))
        .divide(MILLION)
        .longValueExact();
  }

  private void scale(List<Position> positions, long injected, long cap) {
    var remainders = new ArrayList<Remainder>();
    long left = cap;
    for (Position position : positions) {
      BigInteger[] parts =
          BigInteger.valueOf(position.creditsJoules())
              .multiply(BigInteger.valueOf(cap))
              .divideAndRemainder(BigInteger.valueOf(injected));
      creditsJoules.put(position.participant(), parts[0].longValueExact());
      left -= parts[0].longValueExact();
      remainders.add(new Remainder(position.participant(), parts[1]));
    }
    remainders.sort(
        Comparator.comparing(Remainder::value).reversed().thenComparing(Remainder::participant));
    for (int k = 0; k < left; k++) {
      creditsJoules.merge(remainders.get(k).participant(), 1L, Math::addExact);
    }
  }
}
