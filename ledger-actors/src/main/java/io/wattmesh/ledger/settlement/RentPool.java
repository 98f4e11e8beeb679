package io.wattmesh.ledger.settlement;

import io.wattmesh.ledger.genesis.RentRefund;
import io.wattmesh.ledger.settlement.SettlementNote.Refund;
import io.wattmesh.ledger.settlement.SettlementNote.Refunded;
import io.wattmesh.ledger.state.CreditState;
import io.wattmesh.ledger.state.LedgerState;
import io.wattmesh.ledger.state.PooledRent;
import io.wattmesh.proto.model.ParticipantId;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Gives congestion rent back to those who paid it: every few intervals what the tariff account took
 * in as rent goes to consumers by the energy that they withdrew meanwhile, each part rounded down.
 * What rounding leaves waits for the next time. Nobody who sets limits or runs lines has a part in
 * it, and the fees of contracts, which are in the same account, stay there.
 */
final class RentPool {
  private final LedgerState state;
  private final CreditState kept;
  private final RentRefund rule;

  RentPool(LedgerState state, RentRefund rule) {
    this.state = state;
    this.kept = new CreditState(state);
    this.rule = rule;
  }

  /** Adds an interval's rent and withdrawals; if it is time, pays them out. */
  Optional<SettlementNote> settle(long rentMicros, List<Position> positions, List<Integer> buses) {
    if (!rule.isOn()) {
      return Optional.empty();
    }
    var withdrawn = new TreeMap<Integer, Map<ParticipantId, Long>>();
    for (Position position : positions) {
      long joules =
          Math.negateExact(rule.byAward() ? position.awardedJoules() : position.deliveredJoules());
      if (joules > 0) {
        withdrawn
            .computeIfAbsent(position.bus(), bus -> new TreeMap<>())
            .put(position.participant(), joules);
      }
    }
    withdrawn.forEach(this::add);
    PooledRent pooled = kept.pooledRent().plus(Math.max(0, rentMicros));
    if (pooled.intervals() < rule.everyIntervals()) {
      kept.putPooledRent(pooled);
      return Optional.empty();
    }
    return refund(pooled.micros(), buses);
  }

  /** Adds what somebody withdrew by a reading that came late, as long as metered energy counts. */
  void addLate(int bus, ParticipantId id, long deliveredJoules) {
    if (rule.isOn() && !rule.byAward() && deliveredJoules < 0) {
      add(bus, Map.of(id, Math.negateExact(deliveredJoules)));
    }
  }

  private void add(int bus, Map<ParticipantId, Long> joules) {
    var sums = kept.withdrawn(bus);
    joules.forEach((id, more) -> sums.merge(id, more, Math::addExact));
    kept.putWithdrawn(bus, sums);
  }

  private Optional<SettlementNote> refund(long pooledMicros, List<Integer> buses) {
    long poolMicros = Math.min(pooledMicros, state.account(LedgerState.TARIFF).freeMicros());
    var withdrawn = new TreeMap<ParticipantId, Long>();
    buses.forEach(bus -> withdrawn.putAll(kept.withdrawn(bus)));
    BigInteger total =
        withdrawn.values().stream()
            .map(BigInteger::valueOf)
            .reduce(BigInteger.ZERO, BigInteger::add);
    var refunds = new ArrayList<Refund>();
    long left = poolMicros;
    for (Map.Entry<ParticipantId, Long> consumer : withdrawn.entrySet()) {
      long micros =
          BigInteger.valueOf(consumer.getValue())
              .multiply(BigInteger.valueOf(poolMicros))
              .divide(total)
              .longValueExact();
      left -= micros;
      pay(consumer.getKey(), micros);
      refunds.add(new Refund(consumer.getKey(), consumer.getValue(), micros));
    }
    buses.forEach(kept::removeWithdrawn);
    kept.putPooledRent(new PooledRent(0, left));
    return Optional.of(new Refunded(poolMicros, left, refunds));
  }

  private void pay(ParticipantId id, long micros) {
    if (micros > 0) {
      state.putAccount(LedgerState.TARIFF, state.account(LedgerState.TARIFF).plus(-micros));
      state.putAccount(id, state.account(id).plus(micros));
    }
  }
}
