package io.wattmesh.proto.chain;

import io.wattmesh.proto.codec.CanonicalReader;
import io.wattmesh.proto.codec.CanonicalWriter;
import io.wattmesh.proto.crypto.MessageType;
import io.wattmesh.proto.crypto.Signature;
import io.wattmesh.proto.crypto.SigningContext;
import io.wattmesh.proto.model.Hash;
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
  public QuorumCertificate {
    Objects.requireNonNull(content);
    signatures = BySigner.copyOf(signatures);
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
    return QuorumSignatures.signersRefusal(signatures.keySet(), validators)
        .or(
            () ->
                QuorumSignatures.signatureRefusal(
                    signatures, MessageType.VOTE, content.toBytes(), validators, context));
  }

  /** The length of the canonical bytes. */
  public int bytes() {
    return VoteContent.BYTES + QuorumSignatures.bytes(signatures);
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

  public static QuorumCertificate read(CanonicalReader in) {
    return new QuorumCertificate(VoteContent.read(in), QuorumSignatures.read(in));
  }
}
