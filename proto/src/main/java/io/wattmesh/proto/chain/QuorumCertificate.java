package io.wattmesh.proto.chain;

import io.wattmesh.proto.codec.CanonicalReader;
import io.wattmesh.proto.codec.CanonicalWriter;
import io.wattmesh.proto.crypto.MessageType;
import io.wattmesh.proto.crypto.Signature;
import io.wattmesh.proto.crypto.SigningContext;
import io.wattmesh.proto.model.Hash;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The votes of more than two thirds of the voting power for one block.
 *
 * @param content what was voted for
 * @param signatures by the voter's index in the epoch's validator set; empty for genesis alone
 */
public record QuorumCertificate(VoteContent content, SortedMap<Integer, Signature> signatures) {
  private static final int MAX_SIGNERS = 1024;

  public QuorumCertificate {
    Objects.requireNonNull(content);
    signatures = java.util.Collections.unmodifiableSortedMap(new TreeMap<>(signatures));
  }

  /** The certificate on the genesis block, which needs no votes: all begin with it. */
  public static QuorumCertificate genesis(Hash genesisBlockId) {
    return new QuorumCertificate(new VoteContent(0, genesisBlockId, 0), new TreeMap<>());
  }

  public long round() {
    return content.round();
  }

  public Hash blockId() {
    return content.blockId();
  }

  /**
   * What is wrong with this certificate, if anything: signers must be of the epoch and have a
   * quorum of its power, and every signature must be good.
   */
  public Optional<String> refusal(ValidatorSet validators, SigningContext context) {
    for (int index : signatures.keySet()) {
      if (index < 0 || index >= validators.size()) {
        return Optional.of("signer " + index + " is not among " + validators.size());
      }
    }
    if (!validators.isQuorum(signatures.keySet())) {
      return Optional.of(signatures.size() + " of " + validators.size() + " is not a quorum");
    }
    byte[] payload = content.toBytes();
    for (Map.Entry<Integer, Signature> vote : signatures.entrySet()) {
      Validator validator = validators.get(vote.getKey());
      byte[] preimage = context.preimage(MessageType.VOTE, validator.id().value(), payload);
      if (!validator.key().verify(preimage, vote.getValue())) {
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
  public static QuorumCertificate read(CanonicalReader in) {
    VoteContent content = VoteContent.read(in);
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
    return new QuorumCertificate(content, signatures);
  }
}
