package io.wattmesh.consensus.certificate;

import io.wattmesh.proto.chain.Validator;
import io.wattmesh.proto.chain.ValidatorSet;
import io.wattmesh.proto.crypto.MessageType;
import io.wattmesh.proto.crypto.Signature;
import io.wattmesh.proto.crypto.SignedEnvelope;
import io.wattmesh.proto.crypto.SigningContext;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * Who may vote in an epoch, and the verdict on what they signed.
 *
 * @param context the chain and epoch that every signature is bound to
 */
public record Electorate(ValidatorSet validators, SigningContext context, SignatureCheck check) {
  public Electorate {
    Objects.requireNonNull(check);
    if (validators.epoch() != context.epoch()) {
      throw new IllegalArgumentException(
          "The validators are of epoch %d, the signing context of epoch %d; give one epoch's."
              .formatted(validators.epoch(), context.epoch()));
    }
  }

  /** Other validators of the same chain, in their epoch. */
  public Electorate of(ValidatorSet others) {
    return new Electorate(others, new SigningContext(context.chainId(), others.epoch()), check);
  }

  public int size() {
    return validators.size();
  }

  public long epoch() {
    return validators.epoch();
  }

  /** The index of the validator of this name. */
  public OptionalInt indexOf(String signer) {
    for (int k = 0; k < validators.size(); k++) {
      if (validators.get(k).id().value().equals(signer)) {
        return OptionalInt.of(k);
      }
    }
    return OptionalInt.empty();
  }

  public boolean isSigned(int index, MessageType type, byte[] payload, Signature signature) {
    Validator validator = validators.get(index);
    return check.holds(
        validator, context.preimage(type, validator.id().value(), payload), signature);
  }

  public SignedEnvelope sign(int index, MessageType type, byte[] payload, Signer signer) {
    String name = validators.get(index).id().value();
    return new SignedEnvelope(
        context, type, name, payload, signer.sign(context.preimage(type, name, payload)));
  }

  /** Why an envelope is not from a validator of this epoch, if it is not. */
  public Optional<String> refusal(SignedEnvelope envelope) {
    if (!envelope.context().equals(context)) {
      return Optional.of(
          "it is of chain %s, epoch %d; this is chain %s, epoch %d"
              .formatted(
                  envelope.context().chainId().shortHex(),
                  envelope.context().epoch(),
                  context.chainId().shortHex(),
                  context.epoch()));
    }
    OptionalInt index = indexOf(envelope.signer());
    if (index.isEmpty()) {
      return Optional.of(envelope.signer() + " is no validator of epoch " + epoch());
    }
    Validator signer = validators.get(index.getAsInt());
    return check.holds(signer, envelope.preimage(), envelope.signature())
        ? Optional.empty()
        : Optional.of("the signature of " + envelope.signer() + " does not hold");
  }
}
