package io.wattmesh.ledger.market;

import io.wattmesh.ledger.genesis.Genesis;
import io.wattmesh.ledger.genesis.Identity;
import io.wattmesh.ledger.genesis.Role;
import io.wattmesh.ledger.market.Execution.Judgement;
import io.wattmesh.ledger.state.Account;
import io.wattmesh.ledger.state.LedgerState;
import io.wattmesh.ledger.state.NonceWindow;
import io.wattmesh.ledger.transaction.OutcomeCode;
import io.wattmesh.proto.codec.MalformedBytesException;
import io.wattmesh.proto.contract.Call;
import io.wattmesh.proto.contract.Transfer;
import io.wattmesh.proto.crypto.SignedEnvelope;
import io.wattmesh.proto.model.ParticipantId;
import java.util.Optional;

/**
 * Calls of contracts by participants. A call whose signature holds and whose nonce is free uses the
 * nonce up, also if the call itself then fails: what a participant was told of it stays true, for
 * the same bytes can't take effect later. A failed call changes nothing else.
 */
final class CallRule {
  private CallRule() {}

  static Judgement apply(Execution run, SignedEnvelope envelope) {
    Optional<Identity> caller = run.identity(envelope.signer(), Role.PARTICIPANT);
    if (caller.isEmpty()) {
      return Judgement.refuse(
          OutcomeCode.UNKNOWN_SIGNER, envelope.signer() + " is no registered participant");
    }
    if (!run.holds(envelope, caller.get())) {
      return Judgement.refuse(OutcomeCode.BAD_SIGNATURE, envelope.toString());
    }
    Call call;
    try {
      call = Call.ofBytes(envelope.payload());
    } catch (MalformedBytesException e) {
      return Judgement.refuse(OutcomeCode.MALFORMED, e.getMessage());
    }
    ParticipantId id = caller.get().id();
    NonceWindow nonces = run.state.nonces(id);
    if (!nonces.isFree(call.nonce())) {
      return Judgement.refuse(
          nonces.isBelow(call.nonce()) ? OutcomeCode.STALE_NONCE : OutcomeCode.DUPLICATE,
          "nonce %d of %s, the highest is %d".formatted(call.nonce(), id, nonces.highest()));
    }
    run.state.putNonces(id, nonces.with(call.nonce()));
    return perform(run, id, call);
  }

  private static Judgement perform(Execution run, ParticipantId caller, Call call) {
    if (!call.contract().equals(Transfer.CONTRACT) || !call.method().equals(Transfer.METHOD)) {
      return Judgement.refuse(
          OutcomeCode.UNKNOWN_METHOD,
          "there is no method %s of a contract %s".formatted(call.method(), call.contract()));
    }
    try {
      return transfer(run, caller, Transfer.ofBytes(call.arguments()));
    } catch (MalformedBytesException e) {
      return Judgement.refuse(OutcomeCode.BAD_ARGUMENTS, e.getMessage());
    }
  }

  /** All tokens together fit 64 bits, as the genesis rules have it, so no balance overflows. */
  private static Judgement transfer(Execution run, ParticipantId caller, Transfer transfer) {
    if (run.identity(transfer.to().value(), Role.PARTICIPANT).isEmpty()) {
      return Judgement.refuse(
          OutcomeCode.UNKNOWN_RECIPIENT, transfer.to() + " is no registered participant");
    }
    long amount = transfer.amountMicros();
    Account payer = run.state.account(caller);
    if (payer.freeMicros() < amount) {
      return Judgement.refuse(
          OutcomeCode.INSUFFICIENT_FUNDS,
          "%s has %d micro-tokens free, not %d".formatted(caller, payer.freeMicros(), amount));
    }
    run.state.putAccount(caller, payer.plus(-amount));
    run.state.putAccount(transfer.to(), run.state.account(transfer.to()).plus(amount));
    return Judgement.ACCEPTED;
  }

  /** Whether it is of a registered participant whose nonce is free. */
  static boolean mayTakeEffect(LedgerState state, Genesis genesis, SignedEnvelope envelope) {
    return Execution.participantId(envelope.signer())
        .map(id -> genesis.identities().get(id))
        .filter(identity -> identity.role() == Role.PARTICIPANT)
        .map(Identity::id)
        .filter(id -> state.nonces(id).isFree(Call.ofBytes(envelope.payload()).nonce()))
        .isPresent();
  }
}
