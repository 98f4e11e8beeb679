package io.wattmesh.ledger.market;

import io.wattmesh.ledger.market.Execution.Judgement;
import io.wattmesh.ledger.transaction.OutcomeCode;
import io.wattmesh.proto.chain.Validator;
import io.wattmesh.proto.chain.ValidatorChange;
import io.wattmesh.proto.chain.ValidatorSet;
import io.wattmesh.proto.codec.MalformedBytesException;
import io.wattmesh.proto.crypto.SignedEnvelope;
import io.wattmesh.proto.crypto.SigningContext;
import io.wattmesh.proto.model.Hash;
import java.util.Optional;

/**
 * Changes of the validators: handed in by one of the present ones, approved by more than two thirds
 * of their power, for the very next epoch. One that is accepted waits for one block, the last of
 * its epoch; until then no other is.
 */
final class ValidatorRule {
  private ValidatorRule() {}

  static Judgement apply(Execution run, SignedEnvelope envelope) {
    ValidatorSet present = run.validators();
    Optional<Validator> submitter =
        Execution.participantId(envelope.signer()).flatMap(present::find);
    if (submitter.isEmpty()) {
      return Judgement.refuse(
          OutcomeCode.UNKNOWN_SIGNER, envelope.signer() + " is no validator of this epoch");
    }
    Hash chainId = run.chainId();
    if (!run.holds(envelope, submitter.get().key(), new SigningContext(chainId, present.epoch()))) {
      return Judgement.refuse(OutcomeCode.BAD_SIGNATURE, envelope.toString());
    }
    ValidatorChange change;
    try {
      change = ValidatorChange.ofBytes(envelope.payload());
    } catch (MalformedBytesException e) {
      return Judgement.refuse(OutcomeCode.MALFORMED, e.getMessage());
    }
    if (run.state.nextValidators().isPresent()) {
      return Judgement.refuse(
          OutcomeCode.DUPLICATE,
          "other validators wait for epoch %d already".formatted(present.epoch() + 1));
    }
    Optional<String> refusal = change.refusal(present, chainId);
    if (refusal.isPresent()) {
      return Judgement.refuse(OutcomeCode.UNAPPROVED_VALIDATORS, refusal.get());
    }
    Optional<Validator> convicted =
        change.next().validators().stream()
            .filter(validator -> run.state.isConvicted(validator.key()))
            .findFirst();
    if (convicted.isPresent()) {
      return Judgement.refuse(
          OutcomeCode.UNAPPROVED_VALIDATORS,
          convicted.get().id() + " has a key that was convicted; it may come back with another");
    }
    run.state.scheduleValidators(change.next());
    return Judgement.ACCEPTED;
  }
}
