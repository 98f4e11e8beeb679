package io.wattmesh.consensus.batch;

import io.wattmesh.proto.chain.Validator;
import io.wattmesh.proto.chain.ValidatorSet;
import io.wattmesh.proto.codec.CanonicalReader;
import io.wattmesh.proto.codec.CanonicalWriter;
import io.wattmesh.proto.crypto.MessageType;
import io.wattmesh.proto.crypto.Signature;
import io.wattmesh.proto.crypto.SigningContext;
import io.wattmesh.proto.model.Hash;
import java.util.Collections;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The word of validators with more than two thirds of the voting power that they hold a batch
 * durably. Of any two such quorums one honest validator is in both, so whatever of the batch's
 * transactions is ordered can be had.
 *
 * @param content what was signed: all that the certificate states
 * @param signatures by the signer's index in the epoch's validator set
 */
public record BatchCertificate(BatchAck content, SortedMap<Integer, Signature> signatures) {
  private static final int MAX_SIGNERS = 1024;

  public BatchCertificate {
    Objects.requireNonNull(content);
    signatures = Collections.unmodifiableSortedMap(new TreeMap<>(signatures));
  }

  public Hash digest() {
    return content.digest();
  }

  /** The length of the canonical bytes. */
  public int bytes() {
    return BatchAck.BYTES + 4 + signatures.size() * (4 + Signature.BYTES);
  }

  /** What is wrong with this certificate apart from its signatures, if anything. */
  public Optional<String> structureRefusal(ValidatorSet validators) {
    if (content.epoch() != validators.epoch() || content.author() >= validators.size()) {
      return Optional.of(
          "author %d of epoch %d is not among the %d validators of epoch %d"
              .formatted(content.author(), content.epoch(), validators.size(), validators.epoch()));
    }
    for (int index : signatures.keySet()) {
      if (index < 0 || index >= validators.size()) {
        return Optional.of("signer " + index + " is not among " + validators.size());
      }
    }
    return validators.isQuorum(signatures.keySet())
        ? Optional.empty()
        : Optional.of(signatures.size() + " of " + validators.size() + " is not a quorum");
  }

  /** What is wrong with this certificate, if anything, its signatures included. */
  public Optional<String> refusal(ValidatorSet validators, SigningContext context) {
    return structureRefusal(validators).or(() -> signatureRefusal(validators, context));
  }

  private Optional<String> signatureRefusal(ValidatorSet validators, SigningContext context) {
    byte[] payload = content.toBytes();
    for (Map.Entry<Integer, Signature> ack : signatures.entrySet()) {
      Validator validator = validators.get(ack.getKey());
      byte[] preimage = context.preimage(MessageType.BATCH_ACK, validator.id().value(), payload);
      if (!validator.key().verify(preimage, ack.getValue())) {
        return Optional.of("the signature of " + validator.id() + " does not hold");
      }
    }
    return Optional.empty();
  }

  public byte[] toBytes() {
    var out = new CanonicalWriter();
    write(out);
    return out.toByteArray();
  }

  public void write(CanonicalWriter out) {
    content.write(out);
    out.i32(signatures.size());
    signatures.forEach((index, signature) -> out.i32(index).raw(signature.bytes()));
  }

  /** Signers must rise from entry to entry, so that none is counted twice. */
  public static BatchCertificate read(CanonicalReader in) {
    BatchAck content = BatchAck.read(in);
    int count = in.count(MAX_SIGNERS, 4 + Signature.BYTES);
    var signatures = new TreeMap<Integer, Signature>();
    long last = Long.MIN_VALUE;
    for (int k = 0; k < count; k++) {
      int index = in.i32();
      if (index <= last) {
        throw new IllegalArgumentException("Signer " + index + " is not in rising order.");
      }
      signatures.put(index, Signature.of(in.raw(Signature.BYTES)));
      last = index;
    }
    return new BatchCertificate(content, signatures);
  }
}
