package io.wattmesh.ledger.explore;

import io.wattmesh.ledger.audit.LedgerAudit.Replayed;
import io.wattmesh.ledger.market.LedgerEvent;
import io.wattmesh.ledger.market.StepWatch;
import io.wattmesh.ledger.market.StepWatch.Step;
import io.wattmesh.ledger.state.Commitment;
import io.wattmesh.ledger.state.LedgerState;
import io.wattmesh.proto.contract.CallReceipt;
import io.wattmesh.proto.contract.ContractEvent;
import io.wattmesh.proto.contract.Trade;
import io.wattmesh.proto.crypto.MessageType;
import io.wattmesh.proto.crypto.SignedEnvelope;
import io.wattmesh.proto.model.Hash;
import io.wattmesh.proto.model.ParticipantId;
import io.wattmesh.proto.proof.SettlementStatement;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Explains one step's changes of accounts, part by part; what no part explains is told as the
 * step's own, so that the sums are those of the records whatever rules there will be.
 */
final class StepMovements {
  private static final int SETTLED_FEE = 4;

  private final Replayed block;
  private final int transaction;
  private final Step step;
  private final TreeMap<ParticipantId, AccountChange> left;
  private final long blockInterval;
  private long restInterval;
  private final List<Movement> movements = new ArrayList<>();
  private String restCause;

  StepMovements(
      long blockInterval,
      Replayed block,
      int transaction,
      Step step,
      Map<ParticipantId, AccountChange> changes) {
    this.block = block;
    this.transaction = transaction;
    this.step = step;
    this.left = new TreeMap<>(changes);
    this.blockInterval = blockInterval;
    this.restInterval =
        step.events().isEmpty() ? blockInterval : step.events().getFirst().interval();
    this.restCause = transaction == StepWatch.DEADLINES ? Movement.DEADLINE : kind();
  }

  private String kind() {
    MessageType type = SignedEnvelope.ofBytes(block.block().transactions().get(transaction)).type();
    return type.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  private Optional<Hash> transactionId() {
    return transaction == StepWatch.DEADLINES
        ? Optional.empty()
        : Optional.of(block.executed().outcomes().get(transaction).transaction());
  }

  List<Movement> movements() {
    return movements;
  }

  private void add(
      ParticipantId account, String cause, long interval, long micros, long locked, long joules) {
    var movement =
        new Movement(
            block.block().header().height(),
            block.block().header().timestampMillis(),
            transactionId(),
            account,
            cause,
            interval,
            micros,
            locked,
            joules);
    if (!movement.isNothing()) {
      movements.add(movement);
    }
  }

  /** A part of what is left is explained. */
  private void explain(
      ParticipantId account, String cause, long interval, long micros, long joules) {
    add(account, cause, interval, micros, 0, joules);
    left.merge(
        account,
        new AccountChange(0, 0, 0).minus(micros, joules),
        (old, any) -> old.minus(micros, joules));
  }

  /** Intervals that the step settled, or whose sealed bids were lost in it. */
  void settlements() {
    for (LedgerEvent event : step.events()) {
      if (event instanceof LedgerEvent.SealsForfeited forfeited) {
        forfeited
            .micros()
            .forEach(
                (loser, micros) -> {
                  explain(loser, Movement.FORFEIT, forfeited.interval(), -micros, 0);
                  explain(LedgerState.TARIFF, Movement.FORFEIT, forfeited.interval(), micros, 0);
                });
      }
      if (event instanceof LedgerEvent.IntervalSettled settled) {
        settlement(settled);
        restInterval = settled.interval();
        restCause = Movement.RELEASE;
      }
    }
  }

  private void settlement(LedgerEvent.IntervalSettled settled) {
    long interval = settled.interval();
    long collected = 0;
    long deviations = 0;
    for (SettlementStatement statement : settled.statements()) {
      ParticipantId participant = statement.participant();
      long payment = statement.paymentMicros();
      explain(participant, Movement.AWARD, interval, payment, 0);
      ParticipantId owner = owner(interval, participant);
      if (!owner.equals(participant)) {
        explain(participant, Movement.AWARD_TRANSFERRED, interval, -payment, 0);
        explain(owner, Movement.AWARD_TRANSFERRED, interval, payment, 0);
      }
      explain(participant, Movement.DEVIATION, interval, statement.deviationMicros(), 0);
      explain(participant, Movement.CREDITS, interval, 0, statement.creditsJoules());
      collected = Math.subtractExact(collected, payment);
      deviations = Math.subtractExact(deviations, statement.deviationMicros());
    }
    long rent = settled.congestionRentMicros();
    explain(
        rent >= 0 ? LedgerState.TARIFF : LedgerState.BALANCING, Movement.RENT, interval, rent, 0);
    explain(
        LedgerState.ROUNDING, Movement.ROUNDING, interval, Math.subtractExact(collected, rent), 0);
    explain(LedgerState.BALANCING, Movement.DEVIATION, interval, deviations, 0);
  }

  /** Who is paid an award: whoever had it before the step, in which its record goes. */
  private ParticipantId owner(long interval, ParticipantId participant) {
    Optional<byte[]> kept =
        step.before().get(Commitment.stateKey(Commitment.key(interval, participant)));
    return kept == null
        ? participant
        : kept.map(Commitment::ofBytes).map(Commitment::owner).orElse(participant);
  }

  /** The fees of a call, if the step was one. */
  void call(Map<Hash, CallReceipt> receipts) {
    CallReceipt receipt = receipts.get(transactionId().orElseThrow());
    if (receipt == null) {
      return;
    }
    transfer(receipt.caller(), Movement.GAS_FEE, receipt.feeMicros());
    for (ContractEvent event : receipt.events()) {
      if (event.contract().equals(Trade.CONTRACT) && event.name().equals("settled")) {
        transfer(
            new ParticipantId(event.values().getFirst()),
            Movement.TRADE_FEE,
            Long.parseLong(event.values().get(SETTLED_FEE)));
      }
    }
    restCause = "call %s %s".formatted(receipt.contract(), receipt.method());
  }

  private void transfer(ParticipantId payer, String cause, long micros) {
    explain(payer, cause, blockInterval, -micros, 0);
    explain(LedgerState.TARIFF, cause, blockInterval, micros, 0);
  }

  /** What nothing above explains. */
  void rest() {
    left.forEach(
        (account, change) ->
            add(
                account,
                change.balanceMicros() == 0 && change.creditsJoules() == 0
                    ? restCause
                    : beside(restCause),
                restInterval,
                change.balanceMicros(),
                change.lockedMicros(),
                change.creditsJoules()));
  }

  /** Settlement explains all balances: if a rule pays more in the same step, it is told apart. */
  private static String beside(String cause) {
    return cause.equals(Movement.RELEASE) ? "settlement-other" : cause;
  }
}
