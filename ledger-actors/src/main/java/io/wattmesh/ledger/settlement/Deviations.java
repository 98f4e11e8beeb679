package io.wattmesh.ledger.settlement;

import io.wattmesh.ledger.genesis.LossOrder;
import io.wattmesh.ledger.settlement.SettlementNote.Losses;
import io.wattmesh.ledger.settlement.SettlementNote.Shortage;
import io.wattmesh.ledger.state.LedgerState;
import io.wattmesh.ledger.state.LossDeposit;
import io.wattmesh.proto.model.ParticipantId;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Payments for deviations between participants and the balancing account, in the order of loss:
 * whoever owes pays from its free tokens, then from what it set aside if that counts; whoever is
 * owed is paid from the balancing account, or, if its reserve does not count, from what the others
 * paid; and if that does not suffice, all pro rata.
 */
final class Deviations {
  private final LedgerState state;
  private final LossOrder order;
  private final Map<ParticipantId, Long> paidMicros = new TreeMap<>();
  private final List<Shortage> shortages = new ArrayList<>();

  /** What the balancing account has beyond what the state says: it is written once, at the end. */
  private long balancingMicros;

  private long dueMicros;
  private long fromFreeMicros;
  private long fromDepositsMicros;

  Deviations(LedgerState state, LossOrder order) {
    this.state = state;
    this.order = order;
  }

  /**
   * Settles what each position owes or is owed.
   *
   * @param owed by participant, negative for those who owe
   * @return what was paid, by participant
   */
  Losses settle(Map<ParticipantId, Long> owed) {
    long owedMicros = 0;
    for (Map.Entry<ParticipantId, Long> position : owed.entrySet()) {
      long micros = position.getValue();
      if (micros < 0) {
        paidMicros.put(position.getKey(), -collect(position.getKey(), Math.negateExact(micros)));
      } else {
        owedMicros = Math.addExact(owedMicros, micros);
      }
    }
    long paid = payOut(owed, owedMicros);
    writeBalancing();
    return new Losses(dueMicros, fromFreeMicros, fromDepositsMicros, owedMicros, paid, shortages);
  }

  /** What somebody was paid, or, negative, paid. */
  long paidMicros(ParticipantId id) {
    return paidMicros.get(id);
  }

  /** Takes what a single one owes, as far as it has that; returns how much. */
  long take(ParticipantId id, long micros) {
    long taken = collect(id, micros);
    writeBalancing();
    return taken;
  }

  private long collect(ParticipantId id, long micros) {
    long free = Math.min(state.account(id).freeMicros(), micros);
    exchange(id, -free);
    long deposit = 0;
    if (free < micros) {
      deposit = order.takesDeposit() ? Math.min(LossDeposit.micros(state, id), micros - free) : 0;
      if (deposit > 0) {
        LossDeposit.free(state, id, deposit);
        exchange(id, -deposit);
      }
      shortages.add(new Shortage(id, micros, free, deposit));
    }
    dueMicros = Math.addExact(dueMicros, micros);
    fromFreeMicros = Math.addExact(fromFreeMicros, free);
    fromDepositsMicros = Math.addExact(fromDepositsMicros, deposit);
    return free + deposit;
  }

  /**
   * What the balancing account can pay.
   *
   * @param collectedMicros what it was paid for this
   */
  long potMicros(long collectedMicros) {
    long free = Math.addExact(state.account(LedgerState.BALANCING).freeMicros(), balancingMicros);
    return order.takesReserve() ? free : Math.min(free, collectedMicros);
  }

  private long payOut(Map<ParticipantId, Long> owed, long owedMicros) {
    long potMicros = potMicros(Math.addExact(fromFreeMicros, fromDepositsMicros));
    long sum = 0;
    for (Map.Entry<ParticipantId, Long> position : owed.entrySet()) {
      long due = position.getValue();
      if (due >= 0) {
        long paid = owedMicros <= potMicros ? due : proRata(due, potMicros, owedMicros);
        paidMicros.put(position.getKey(), paid);
        exchange(position.getKey(), paid);
        sum = Math.addExact(sum, paid);
      }
    }
    return sum;
  }

  private static long proRata(long due, long pot, long owed) {
    return BigInteger.valueOf(due)
        .multiply(BigInteger.valueOf(pot))
        .divide(BigInteger.valueOf(owed))
        .longValueExact();
  }

  /** Gives somebody what a single one is owed. */
  void give(ParticipantId id, long micros) {
    exchange(id, micros);
    writeBalancing();
  }

  /** What is given to somebody, or taken if negative, the balancing account has less. */
  private void exchange(ParticipantId id, long micros) {
    if (micros != 0) {
      state.putAccount(id, state.account(id).plus(micros));
      balancingMicros = Math.subtractExact(balancingMicros, micros);
    }
  }

  private void writeBalancing() {
    if (balancingMicros != 0) {
      state.putAccount(
          LedgerState.BALANCING, state.account(LedgerState.BALANCING).plus(balancingMicros));
      balancingMicros = 0;
    }
  }
}
