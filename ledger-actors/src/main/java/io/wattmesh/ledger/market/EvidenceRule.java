package io.wattmesh.ledger.market;

import io.wattmesh.ledger.market.Execution.Judgement;
import io.wattmesh.ledger.transaction.OutcomeCode;
import io.wattmesh.proto.chain.Evidence;
import io.wattmesh.proto.chain.Validator;
import io.wattmesh.proto.chain.ValidatorSet;
import io.wattmesh.proto.codec.MalformedBytesException;
import io.wattmesh.proto.crypto.Sha256;
import io.wattmesh.proto.crypto.SignedEnvelope;
import io.wattmesh.proto.crypto.SigningContext;
import java.util.List;
import java.util.Optional;

/**
 * Evidence against a validator of the present epoch, handed in by another. What it convicts is a
 * key: the next block schedules an epoch without it, if those who remain have more than two thirds
 * of the power, and no change of validators brings it back. Its name may come back with another.
 */
final class EvidenceRule {
  private EvidenceRule() {}

  static Judgement apply(Execution run, SignedEnvelope envelope) {
    ValidatorSet present = run.validators();
    Optional<Validator> accuser = Execution.participantId(envelope.signer()).flatMap(present::find);
    if (accuser.isEmpty()) {
      return Judgement.refuse(
          OutcomeCode.UNKNOWN_SIGNER, envelope.signer() + " is no validator of this epoch");
    }
    if (!run.holds(
        envelope, accuser.get().key(), new SigningContext(run.chainId(), present.epoch()))) {
      return Judgement.refuse(OutcomeCode.BAD_SIGNATURE, envelope.toString());
    }
    Evidence evidence;
    try {
      evidence = Evidence.ofBytes(envelope.payload());
    } catch (MalformedBytesException e) {
      return Judgement.refuse(OutcomeCode.MALFORMED, e.getMessage());
    }
    Optional<String> refusal = evidence.refusal(present, run.chainId());
    if (refusal.isPresent()) {
      return Judgement.refuse(OutcomeCode.NO_EVIDENCE, refusal.get());
    }
    Validator convicted = evidence.accused(present).orElseThrow();
    if (run.state.isConvicted(convicted.key())) {
      return Judgement.refuse(OutcomeCode.DUPLICATE, convicted.id() + " is convicted already");
    }
    run.state.convict(convicted, present.epoch(), Sha256.of(envelope.payload()));
    run.state.setExclusionDue(true);
    return Judgement.ACCEPTED;
  }

  /**
   * Before a block's transactions: schedules who remains of the present validators, if somebody was
   * convicted, nobody waits already, and those who remain have more than two thirds of the power.
   */
  static void exclude(Execution run) {
    if (!run.state.isExclusionDue() || run.isLastOfEpoch()) {
      return;
    }
    ValidatorSet present = run.validators();
    List<Validator> remaining =
        present.validators().stream()
            .filter(validator -> !run.state.isConvicted(validator.key()))
            .toList();
    long power = remaining.stream().mapToLong(Validator::power).reduce(0, Math::addExact);
    if (remaining.size() == present.size()) {
      run.state.setExclusionDue(false);
    } else if (Math.multiplyExact(3, power) > Math.multiplyExact(2, present.totalPower())) {
      run.state.scheduleValidators(new ValidatorSet(present.epoch() + 1, remaining));
    }
  }
}
