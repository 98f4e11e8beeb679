package io.wattmesh.proto.chain;

import io.wattmesh.proto.codec.CanonicalReader;
import io.wattmesh.proto.codec.CanonicalWriter;
import io.wattmesh.proto.crypto.MessageType;
import io.wattmesh.proto.crypto.SignedEnvelope;
import io.wattmesh.proto.crypto.SigningContext;
import io.wattmesh.proto.model.Hash;
import java.util.Objects;
import java.util.Optional;

/**
 * Two messages that no honest validator signs both: two votes, or two proposals, of one round with
 * different contents. Two timeouts of a round are none: they may rightly state different
 * certificates. Nor is a message that was sent twice, which is what a restart leads to.
 */
public record Evidence(SignedEnvelope first, SignedEnvelope second) {
  /** The most that the two envelopes take together; larger proposals make no evidence. */
  public static final int MAX_BYTES = 2 * 1024 * 1024;

  public Evidence {
    Objects.requireNonNull(first);
    Objects.requireNonNull(second);
  }

  /** The round that a vote or a proposal is of; empty for any other message. */
  public static Optional<Long> roundOf(SignedEnvelope envelope) {
    return switch (envelope.type()) {
      case VOTE -> Optional.of(envelope.payload(VoteContent::read).round());
      case PROPOSAL -> Optional.of(envelope.payload(Evidence::headerOf).round());
      default -> Optional.empty();
    };
  }

  /** A proposal's payload is its block, which begins with the header. */
  private static BlockHeader headerOf(CanonicalReader in) {
    BlockHeader header = BlockHeader.read(in);
    in.skip(in.remaining());
    return header;
  }

  /** What is wrong with it, if anything: then it convicts nobody of this epoch. */
  public Optional<String> refusal(ValidatorSet validators, Hash chainId) {
    var context = new SigningContext(chainId, validators.epoch());
    if (first.type() != second.type() || !first.signer().equals(second.signer())) {
      return Optional.of("the two messages are of different types or signers");
    }
    if (first.type() != MessageType.VOTE && first.type() != MessageType.PROPOSAL) {
      return Optional.of("two messages of type " + first.type() + " convict nobody");
    }
    if (first.hasPayloadOf(second)) {
      return Optional.of("the two messages say the same");
    }
    if (!roundOf(first).equals(roundOf(second))) {
      return Optional.of("the two messages are of different rounds");
    }
    Optional<Validator> signer = accused(validators);
    if (signer.isEmpty()) {
      return Optional.of(first.signer() + " is no validator of epoch " + validators.epoch());
    }
    return first.isSignedBy(signer.get().key(), context)
            && second.isSignedBy(signer.get().key(), context)
        ? Optional.empty()
        : Optional.of("a signature of " + first.signer() + " does not hold in this epoch");
  }

  /** The validator who signed both, if it is of this epoch. */
  public Optional<Validator> accused(ValidatorSet validators) {
    return validators.validators().stream()
        .filter(validator -> validator.id().value().equals(first.signer()))
        .findFirst();
  }

  public byte[] toBytes() {
    return new CanonicalWriter().bytes(first.toBytes()).bytes(second.toBytes()).toByteArray();
  }

  public static Evidence ofBytes(byte[] bytes) {
    return CanonicalReader.readAll(
        bytes,
        in -> {
          var evidence =
              new Evidence(
                  SignedEnvelope.ofBytes(in.bytes(MAX_BYTES)),
                  SignedEnvelope.ofBytes(in.bytes(MAX_BYTES)));
          roundOf(evidence.first());
          roundOf(evidence.second());
          return evidence;
        });
  }
}
