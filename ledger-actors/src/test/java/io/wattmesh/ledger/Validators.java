package io.wattmesh.ledger;

import io.wattmesh.proto.chain.Validator;
import io.wattmesh.proto.chain.ValidatorChange;
import io.wattmesh.proto.chain.ValidatorSet;
import io.wattmesh.proto.crypto.MessageType;
import io.wattmesh.proto.crypto.Signature;
import io.wattmesh.proto.crypto.SigningContext;
import io.wattmesh.proto.model.Hash;
import io.wattmesh.proto.model.ParticipantId;
import java.util.Arrays;
import java.util.TreeMap;

/** Changes of the validators as a test's validators sign them. */
public final class Validators {
  private Validators() {}

  /** Validators of power 1 by name. */
  public static ValidatorSet set(long epoch, String... names) {
    return new ValidatorSet(
        epoch,
        Arrays.stream(names)
            .map(
                name ->
                    new Validator(new ParticipantId(name), Signing.key(name).verificationKey(), 1))
            .toList());
  }

  /** The transaction in which the first so many of the present validators approve the next. */
  public static byte[] change(
      Hash chainId, ValidatorSet present, ValidatorSet next, int approvers) {
    var context = new SigningContext(chainId, present.epoch());
    var approvals = new TreeMap<Integer, Signature>();
    for (int k = 0; k < approvers; k++) {
      approvals.put(k, signature(context, MessageType.VALIDATOR_APPROVAL, present.get(k), next));
    }
    var possessions = new TreeMap<Integer, Signature>();
    var later = new SigningContext(chainId, next.epoch());
    for (int k = 0; k < next.size(); k++) {
      Validator validator = next.get(k);
      if (!present.validators().stream().anyMatch(old -> old.key().equals(validator.key()))) {
        possessions.put(k, signature(later, MessageType.KEY_POSSESSION, validator, next));
      }
    }
    String submitter = present.get(0).id().value();
    byte[] payload = new ValidatorChange(next, approvals, possessions).toBytes();
    return context
        .sign(MessageType.VALIDATOR_CHANGE, submitter, payload, Signing.key(submitter))
        .toBytes();
  }

  private static Signature signature(
      SigningContext context, MessageType type, Validator validator, ValidatorSet next) {
    String name = validator.id().value();
    return context.sign(type, name, next.toBytes(), Signing.key(name)).signature();
  }
}
