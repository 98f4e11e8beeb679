package io.wattmesh.ledger.market;

import io.wattmesh.ledger.genesis.Identity;
import io.wattmesh.ledger.genesis.Role;
import io.wattmesh.ledger.governance.MarketRules;
import io.wattmesh.ledger.market.Execution.Judgement;
import io.wattmesh.ledger.settlement.LateSettlement;
import io.wattmesh.ledger.settlement.SettlementNote;
import io.wattmesh.ledger.state.CreditState;
import io.wattmesh.ledger.state.LedgerState;
import io.wattmesh.ledger.transaction.OutcomeCode;
import io.wattmesh.proto.codec.MalformedBytesException;
import io.wattmesh.proto.codec.MarketCodec;
import io.wattmesh.proto.crypto.SignedEnvelope;
import io.wattmesh.proto.model.MeterReading;
import io.wattmesh.proto.proof.IntervalStatus;
import java.util.Optional;

/**
 * Readings that come alone, after their interval was settled without them and within the correction
 * window by block time. The oracle's signature on the reading is all that it takes, so whoever has
 * it can hand it in, the participant too.
 */
final class LateReadingRule {
  private LateReadingRule() {}

  static Judgement apply(Execution run, SignedEnvelope envelope) {
    Optional<Identity> oracle = run.identity(envelope.signer(), Role.ORACLE);
    if (oracle.isEmpty()) {
      return Judgement.refuse(
          OutcomeCode.UNKNOWN_SIGNER, envelope.signer() + " is no registered oracle");
    }
    if (!run.holds(envelope, oracle.get())) {
      return Judgement.refuse(OutcomeCode.BAD_SIGNATURE, envelope.toString());
    }
    MeterReading reading;
    try {
      reading = MarketCodec.decodeReading(envelope.payload());
    } catch (MalformedBytesException e) {
      return Judgement.refuse(OutcomeCode.MALFORMED, e.getMessage());
    }
    long interval = reading.interval();
    var status = run.state.interval(interval).map(record -> record.status());
    if (status.isEmpty() || status.get() != IntervalStatus.SETTLED) {
      return Judgement.refuse(
          OutcomeCode.WRONG_INTERVAL_STATUS,
          "interval %d is %s".formatted(interval, status.map(Enum::name).orElse("unknown")));
    }
    if (isOver(run, interval)) {
      return Judgement.refuse(
          OutcomeCode.TOO_LATE,
          "the time for missing readings of %d has passed".formatted(interval));
    }
    if (!run.isPossible(reading, oracle.get().bus()) || isOfSeveral(run, reading)) {
      return Judgement.refuse(
          OutcomeCode.IMPOSSIBLE_READING,
          "%s is not of a participant of bus %d with one meter, within its device limits"
              .formatted(reading, oracle.get().bus()));
    }
    Optional<SettlementNote> note =
        LateSettlement.correct(run.state, run.rules(), oracle.get().bus(), reading);
    note.ifPresent(done -> run.events.add(new LedgerEvent.SettlementNoted(interval, done)));
    return note.isPresent()
        ? Judgement.ACCEPTED
        : Judgement.refuse(
            OutcomeCode.NOTHING_TO_CORRECT,
            "%s has a reading in interval %d".formatted(reading.participant(), interval));
  }

  /** The readings of several meters come together or not at all. */
  private static boolean isOfSeveral(Execution run, MeterReading reading) {
    return !run.rules().meters(reading.participant(), reading.interval()).isEmpty();
  }

  /** Compared without adding to the deadline, which may be anywhere below all time. */
  private static boolean isOver(Execution run, long interval) {
    long window = run.parameters().credit().correctionWindowMillis();
    long since = run.blockMillis - run.parameters().schedule().readingDeadlineMillis(interval);
    return window == 0 || since > window;
  }

  /** Forgets what was missing in intervals whose correction window has passed. */
  static void forget(Execution run) {
    if (run.parameters().credit().correctionWindowMillis() == 0) {
      return;
    }
    var kept = new CreditState(run.state);
    for (long interval : kept.correctable()) {
      if (isOver(run, interval)) {
        kept.endCorrections(interval, run.bookBuses(interval));
      }
    }
  }

  /** Whether the reading is missing, or its interval is not settled yet. */
  static boolean mayTakeEffect(LedgerState state, MarketRules rules, SignedEnvelope envelope) {
    if (rules.genesis().parameters().credit().correctionWindowMillis() == 0) {
      return false;
    }
    MeterReading reading = MarketCodec.decodeReading(envelope.payload());
    boolean isSettled =
        state
            .interval(reading.interval())
            .filter(record -> record.status() == IntervalStatus.SETTLED)
            .isPresent();
    Optional<Integer> bus = rules.bus(reading.participant(), reading.interval());
    return bus.isPresent()
        && (!isSettled
            || new CreditState(state)
                .missing(reading.interval(), bus.get())
                .filter(missing -> missing.positions().containsKey(reading.participant()))
                .isPresent());
  }
}
