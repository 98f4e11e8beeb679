package io.wattmesh.ledger.signature;

import io.wattmesh.consensus.batch.Batch;
import io.wattmesh.consensus.message.ForwardedTransactions;
import io.wattmesh.ledger.genesis.Genesis;
import io.wattmesh.ledger.genesis.Identity;
import io.wattmesh.proto.chain.QuorumCertificate;
import io.wattmesh.proto.chain.ValidatorSet;
import io.wattmesh.proto.codec.CanonicalReader;
import io.wattmesh.proto.codec.MalformedBytesException;
import io.wattmesh.proto.crypto.MessageType;
import io.wattmesh.proto.crypto.SignedEnvelope;
import io.wattmesh.proto.crypto.SigningContext;
import io.wattmesh.proto.crypto.VerificationKey;
import io.wattmesh.proto.model.Hash;
import io.wattmesh.proto.model.ParticipantId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Names the signatures that a validator will have to check on account of a message: a guess, made
 * without the validator's state, so that checking can begin at once. What is missed or superfluous
 * costs time only; the validator judges by itself.
 */
public final class MessageClaims {
  private final Genesis genesis;
  private final Hash chainId;
  private final boolean namesTransactions;

  /**
   * @param namesTransactions whether signatures of transactions will be checked at all
   */
  public MessageClaims(Genesis genesis, boolean namesTransactions) {
    this.genesis = genesis;
    this.chainId = genesis.chainId();
    this.namesTransactions = namesTransactions;
  }

  /** That one of these validators signed an envelope; empty if it names none of them. */
  public static Optional<SignatureClaim> of(SignedEnvelope envelope, ValidatorSet validators) {
    return ParticipantId.parse(envelope.signer())
        .flatMap(validators::find)
        .map(validator -> claim(envelope, validator.key()));
  }

  /** The votes in a certificate, as far as they are by these validators. */
  public List<SignatureClaim> ofVotes(QuorumCertificate certificate, ValidatorSet validators) {
    var claims = new ArrayList<SignatureClaim>();
    var context = new SigningContext(chainId, validators.epoch());
    byte[] payload = certificate.content().toBytes();
    certificate
        .signatures()
        .forEach(
            (index, signature) -> {
              if (index >= 0 && index < validators.size()) {
                var voter = validators.get(index);
                byte[] preimage = context.preimage(MessageType.VOTE, voter.id().value(), payload);
                claims.add(new SignatureClaim(voter.key(), preimage, signature));
              }
            });
    return claims;
  }

  /**
   * The transactions that a message spreads; what a proposal repeats of them is known.
   *
   * @throws MalformedBytesException if the payload is not of the envelope's type
   */
  public List<byte[]> transactions(SignedEnvelope envelope) {
    if (!namesTransactions) {
      return List.of();
    }
    byte[] payload = envelope.payload();
    return switch (envelope.type()) {
      case BATCH, BATCH_REPLY -> CanonicalReader.readAll(payload, Batch::read).transactions();
      case TRANSACTIONS ->
          CanonicalReader.readAll(payload, ForwardedTransactions::read).transactions();
      default -> List.of();
    };
  }

  /** What transactions need: those whose signers are registered, in the market's context. */
  public List<SignatureClaim> ofTransactions(List<byte[]> transactions) {
    if (!namesTransactions) {
      return List.of();
    }
    var claims = new ArrayList<SignatureClaim>(transactions.size());
    for (byte[] transaction : transactions) {
      ofTransaction(transaction).ifPresent(claims::add);
    }
    return claims;
  }

  private Optional<SignatureClaim> ofTransaction(byte[] transaction) {
    try {
      SignedEnvelope envelope = SignedEnvelope.ofBytes(transaction);
      return Optional.ofNullable(genesis.identities().get(new ParticipantId(envelope.signer())))
          .map(Identity::key)
          .map(key -> claim(envelope, key));
    } catch (IllegalArgumentException e) {
      return Optional.empty(); // Malformed, or signed by what is no name.
    }
  }

  /** The claim that an envelope makes in its own context. */
  public static SignatureClaim claim(SignedEnvelope envelope, VerificationKey key) {
    return new SignatureClaim(key, envelope.preimage(), envelope.signature());
  }
}
