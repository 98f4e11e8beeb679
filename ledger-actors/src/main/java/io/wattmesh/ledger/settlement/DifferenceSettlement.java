package io.wattmesh.ledger.settlement;

import io.wattmesh.ledger.governance.MarketRules;
import io.wattmesh.ledger.settlement.SettlementNote.DifferencePaid;
import io.wattmesh.ledger.state.LedgerState;
import io.wattmesh.ledger.state.LockedDifference;
import io.wattmesh.ledger.state.StateKey;
import io.wattmesh.proto.codec.CanonicalReader;
import io.wattmesh.proto.contract.DifferenceContract;
import io.wattmesh.proto.crypto.Sha256;
import io.wattmesh.proto.model.EnergyPayment;
import io.wattmesh.proto.model.ParticipantId;
import java.util.ArrayList;
import java.util.List;

/**
 * Pays the contracts for difference of an interval, in the order in which they were agreed to, from
 * what both parties locked; if the interval is void, only frees that.
 */
final class DifferenceSettlement {
  private final LedgerState state;
  private final MarketRules rules;
  private final long interval;
  private final Positions prices;
  private final boolean cancelled;

  private DifferenceSettlement(LedgerState state, MarketRules rules, long interval) {
    this.state = state;
    this.rules = rules;
    this.interval = interval;
    this.prices = new Positions(state, rules, interval);
    this.cancelled = state.clearing(interval).isEmpty();
  }

  static List<SettlementNote> settle(LedgerState state, MarketRules rules, long interval) {
    StateKey countKey = LockedDifference.stateKey(LockedDifference.countKey(interval));
    long count =
        state
            .layer()
            .get(countKey)
            .map(bytes -> CanonicalReader.readAll(bytes, CanonicalReader::i64))
            .orElse(0L);
    if (count == 0) {
      return List.of();
    }
    var settlement = new DifferenceSettlement(state, rules, interval);
    var notes = new ArrayList<SettlementNote>();
    for (long k = 0; k < count; k++) {
      StateKey key = LockedDifference.stateKey(LockedDifference.key(interval, k));
      notes.add(settlement.pay(LockedDifference.ofBytes(state.layer().get(key).orElseThrow())));
      state.layer().remove(key);
    }
    state.layer().remove(countKey);
    return notes;
  }

  private DifferencePaid pay(LockedDifference locked) {
    DifferenceContract terms = locked.terms();
    unlock(terms.buyer(), locked.buyerMicros());
    unlock(terms.seller(), locked.sellerMicros());
    // Prices stay within the cap that was locked for, unless governance has raised it since.
    long micros =
        cancelled
            ? 0
            : Math.clamp(
                buyerPaysMicros(terms),
                Math.negateExact(locked.sellerMicros()),
                locked.buyerMicros());
    change(terms.buyer(), -micros);
    change(terms.seller(), micros);
    return new DifferencePaid(
        Sha256.of(terms.toBytes()), terms.buyer(), terms.seller(), cancelled, micros);
  }

  private long buyerPaysMicros(DifferenceContract terms) {
    long reference =
        terms.congestion().referenceMicros(priceOf(terms.buyer()), priceOf(terms.seller()));
    return EnergyPayment.floorMicros(
        terms.energyJoules(), Math.subtractExact(terms.priceMicrosPerMwh(), reference));
  }

  private long priceOf(ParticipantId id) {
    return prices.priceMicros(rules.bus(id, interval).orElseThrow());
  }

  private void unlock(ParticipantId id, long micros) {
    state.putAccount(id, state.account(id).unlock(micros));
  }

  private void change(ParticipantId id, long micros) {
    state.putAccount(id, state.account(id).plus(micros));
  }
}
