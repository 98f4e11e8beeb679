package io.wattmesh.consensus.batch;

import io.wattmesh.proto.chain.BySigner;
import io.wattmesh.proto.chain.QuorumSignatures;
import io.wattmesh.proto.chain.ValidatorSet;
import io.wattmesh.proto.codec.CanonicalReader;
import io.wattmesh.proto.codec.CanonicalWriter;
import io.wattmesh.proto.crypto.MessageType;
import io.wattmesh.proto.crypto.Signature;
import io.wattmesh.proto.crypto.SigningContext;
import io.wattmesh.proto.model.Hash;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedMap;

/**
 * The word of validators with more than two thirds of the voting power that they hold a batch
 * durably. Of any two such quorums one honest validator is in both, so whatever of the batch's
 * transactions is ordered can be had.
 *
 * @param content what was signed: all that the certificate states
 * @param signatures by the signer's index in the epoch's validator set
 */
public record BatchCertificate(BatchAck content, SortedMap<Integer, Signature> signatures) {
  public BatchCertificate {
    Objects.requireNonNull(content);
    signatures = BySigner.copyOf(signatures);
  }

  public Hash digest() {
    return content.digest();
  }

  /** The length of the canonical bytes. */
  public int bytes() {
    return BatchAck.BYTES + QuorumSignatures.bytes(signatures);
  }

  /** What is wrong with this certificate apart from its signatures, if anything. */
  public Optional<String> structureRefusal(ValidatorSet validators) {
    if (content.epoch() != validators.epoch() || content.author() >= validators.size()) {
      return Optional.of(
          "author %d of epoch %d is not among the %d validators of epoch %d"
              .formatted(content.author(), content.epoch(), validators.size(), validators.epoch()));
    }
    return QuorumSignatures.signersRefusal(signatures.keySet(), validators);
  }

  /** What is wrong with this certificate, if anything, its signatures included. */
  public Optional<String> refusal(ValidatorSet validators, SigningContext context) {
    return structureRefusal(validators)
        .or(
            () ->
                QuorumSignatures.signatureRefusal(
                    signatures, MessageType.BATCH_ACK, content.toBytes(), validators, context));
  }

  public byte[] toBytes() {
    var out = new CanonicalWriter(bytes());
    write(out);
    return out.toByteArray();
  }

  public void write(CanonicalWriter out) {
    content.write(out);
    QuorumSignatures.write(signatures, out);
  }

  public static BatchCertificate read(CanonicalReader in) {
    return new BatchCertificate(BatchAck.read(in), QuorumSignatures.read(in));
  }
}
