package io.wattmesh.ledger.market;

import io.wattmesh.ledger.genesis.Identity;
import io.wattmesh.ledger.genesis.Role;
import io.wattmesh.ledger.governance.Amendment;
import io.wattmesh.ledger.governance.MarketRules;
import io.wattmesh.ledger.market.Execution.Judgement;
import io.wattmesh.ledger.state.Contradiction;
import io.wattmesh.ledger.state.LedgerState;
import io.wattmesh.ledger.transaction.OutcomeCode;
import io.wattmesh.proto.book.ReadingConflict;
import io.wattmesh.proto.codec.MalformedBytesException;
import io.wattmesh.proto.crypto.SignedEnvelope;
import io.wattmesh.proto.model.Hash;
import io.wattmesh.proto.model.MeterReading;
import java.util.Optional;

/**
 * Oracles that contradict themselves. Two different readings of one participant and interval under
 * one key convict the key, whether both were handed in as readings or somebody shows them later: it
 * counts for no later interval, and no identity can have it again.
 */
final class OracleRule {
  private OracleRule() {}

  /** Records a contradiction and takes the key from its holder. */
  static void convict(
      Execution run, Identity oracle, MeterReading reading, Hash first, Hash second) {
    if (run.state.contradiction(oracle.key()).isPresent()) {
      return;
    }
    run.state.putContradiction(
        oracle.key(),
        new Contradiction(
            oracle.id(),
            reading.participant(),
            reading.interval(),
            first,
            second,
            run.blockMillis));
    new Amendment(
            run.rules(),
            run.state,
            run.contracts(),
            Math.addExact(reading.interval(), 1),
            run.oldestInterval())
        .withoutKey(oracle.id(), oracle.key())
        .write();
    run.rulesChanged();
  }

  /** Evidence by anybody who is registered: both readings as they were signed. */
  static Judgement apply(Execution run, SignedEnvelope envelope) {
    Optional<Identity> accuser =
        Execution.participantId(envelope.signer())
            .flatMap(id -> run.rules().identity(id, run.presentInterval()));
    if (accuser.isEmpty()) {
      return Judgement.refuse(OutcomeCode.UNKNOWN_SIGNER, envelope.signer() + " is not registered");
    }
    if (!run.holds(envelope, accuser.get())) {
      return Judgement.refuse(OutcomeCode.BAD_SIGNATURE, envelope.toString());
    }
    ReadingConflict conflict;
    try {
      conflict = ReadingConflict.ofBytes(envelope.payload());
    } catch (MalformedBytesException e) {
      return Judgement.refuse(OutcomeCode.MALFORMED, e.getMessage());
    }
    MeterReading reading = ReadingConflict.reading(conflict.first());
    Optional<Identity> oracle = accused(run.rules(), conflict);
    if (!conflict.contradicts()
        || oracle.isEmpty()
        || !run.holds(conflict.first(), oracle.get())
        || !run.holds(conflict.second(), oracle.get())) {
      return Judgement.refuse(
          OutcomeCode.NO_EVIDENCE,
          "the readings do not contradict each other, or none signed both");
    }
    if (run.state.contradiction(oracle.get().key()).isPresent()) {
      return Judgement.refuse(OutcomeCode.DUPLICATE, oracle.get().id() + " is convicted already");
    }
    convict(run, oracle.get(), reading, conflict.first().digest(), conflict.second().digest());
    return Judgement.ACCEPTED;
  }

  private static Optional<Identity> accused(MarketRules rules, ReadingConflict conflict) {
    long interval = ReadingConflict.reading(conflict.first()).interval();
    return Execution.participantId(conflict.first().signer())
        .flatMap(id -> rules.holder(id, interval))
        .filter(identity -> identity.role() == Role.ORACLE);
  }

  /** Whether a conflict accuses an oracle that is not convicted. */
  static boolean mayTakeEffect(LedgerState state, MarketRules rules, SignedEnvelope envelope) {
    return accused(rules, ReadingConflict.ofBytes(envelope.payload()))
        .filter(oracle -> state.contradiction(oracle.key()).isEmpty())
        .isPresent();
  }
}
