package io.wattmesh.proto.chain;

import io.wattmesh.proto.codec.CanonicalReader;
import io.wattmesh.proto.codec.CanonicalWriter;
import io.wattmesh.proto.crypto.SigningContext;
import io.wattmesh.proto.model.Hash;
import java.util.Objects;
import java.util.Optional;

/**
 * Proof that a block is committed, and of what its execution led to: the header of its child with a
 * quorum certificate, the child's round being the very next (the two-chain commit rule of Jolteon,
 * arXiv 2106.10362). The parent's round is part of what the voters signed, so the child's header is
 * all that is needed.
 *
 * @param child the header of the committed block's child; its parent roots are the committed
 *     block's own
 * @param certificate the votes for the child
 */
public record CommitProof(BlockHeader child, QuorumCertificate certificate) {
  public CommitProof {
    Objects.requireNonNull(child);
    Objects.requireNonNull(certificate);
  }

  public Hash committedId() {
    return child.parentId();
  }

  public long committedHeight() {
    return child.height() - 1;
  }

  /** What is wrong with this proof, if anything, its signatures included. */
  public Optional<String> refusal(ValidatorSet validators, SigningContext context) {
    return structureRefusal().or(() -> certificate.refusal(validators, context));
  }

  /** What is wrong with this proof before any signature is looked at. */
  public Optional<String> structureRefusal() {
    VoteContent voted = certificate.content();
    if (!voted.blockId().equals(child.id()) || voted.round() != child.round()) {
      return Optional.of(
          "the certificate is on block %s of round %d, not on child %s of round %d"
              .formatted(
                  voted.blockId().shortHex(), voted.round(), child.id().shortHex(), child.round()));
    }
    if (child.height() < 1) {
      return Optional.of("a block of height " + child.height() + " has no parent to commit");
    }
    if (voted.round() != voted.parentRound() + 1) {
      return Optional.of(
          "round %d does not follow the parent's round %d, so nothing is committed"
              .formatted(voted.round(), voted.parentRound()));
    }
    return Optional.empty();
  }

  public byte[] toBytes() {
    var out = new CanonicalWriter();
    write(out);
    return out.toByteArray();
  }

  public void write(CanonicalWriter out) {
    child.write(out);
    certificate.write(out);
  }

  public static CommitProof read(CanonicalReader in) {
    return new CommitProof(BlockHeader.read(in), QuorumCertificate.read(in));
  }
}
