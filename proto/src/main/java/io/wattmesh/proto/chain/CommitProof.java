package io.wattmesh.proto.chain;

import io.wattmesh.proto.codec.CanonicalReader;
import io.wattmesh.proto.codec.CanonicalWriter;
import io.wattmesh.proto.crypto.SigningContext;
import io.wattmesh.proto.model.Hash;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * Proof that a block is committed, and of what its execution led to: the header of its child with a
 * quorum certificate, the child's round being the very next (the two-chain commit rule of Jolteon,
 * arXiv 2106.10362). The parent's round is part of what the voters signed, so the child's header is
 * all that is needed.
 *
 * <p>The last block of an epoch is committed alone, without those above it, so its proof may need
 * headers in between: up to the first two whose rounds follow each other.
 *
 * @param between the headers above the committed block and below the certified one, oldest first;
 *     none unless the committed block is the last of its epoch
 * @param child the certified header: the committed block's child, or the last one's between
 * @param certificate the votes for the certified header's block
 */
public record CommitProof(
    List<BlockHeader> between, BlockHeader child, QuorumCertificate certificate) {
  private static final int MAX_BETWEEN = 4096;

  public CommitProof {
    between = List.copyOf(between);
    Objects.requireNonNull(child);
    Objects.requireNonNull(certificate);
    if (between.size() > MAX_BETWEEN) {
      throw new IllegalArgumentException(
          "A commit proof has at most %d headers in between, this has %d."
              .formatted(MAX_BETWEEN, between.size()));
    }
  }

  /** The proof of the certified block's parent. */
  public CommitProof(BlockHeader child, QuorumCertificate certificate) {
    this(List.of(), child, certificate);
  }

  /** The header of the committed block's child, which states the roots after it. */
  public BlockHeader above() {
    return between.isEmpty() ? child : between.getFirst();
  }

  public Hash committedId() {
    return above().parentId();
  }

  public long committedHeight() {
    return above().height() - 1;
  }

  /** The headers from the committed block's child up to the certified one. */
  public List<BlockHeader> headers() {
    var headers = new ArrayList<BlockHeader>(between);
    headers.add(child);
    return headers;
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
    if (above().height() < 1) {
      return Optional.of("a block of height " + child.height() + " has no parent to commit");
    }
    if (voted.round() != voted.parentRound() + 1) {
      return Optional.of(
          "round %d does not follow the parent's round %d, so nothing is committed"
              .formatted(voted.round(), voted.parentRound()));
    }
    return linkRefusal();
  }

  private Optional<String> linkRefusal() {
    List<BlockHeader> headers = headers();
    for (int k = 1; k < headers.size(); k++) {
      if (!headers.get(k).parentId().equals(headers.get(k - 1).id())
          || headers.get(k).height() != headers.get(k - 1).height() + 1
          || headers.get(k).epoch() != headers.get(k - 1).epoch()) {
        return Optional.of("header %d in between does not lead to the next".formatted(k - 1));
      }
    }
    return Optional.empty();
  }

  /** The length of the canonical bytes. */
  public int bytes() {
    return 4 + (between.size() + 1) * BlockHeader.BYTES + certificate.bytes();
  }

  public byte[] toBytes() {
    var out = new CanonicalWriter(bytes());
    write(out);
    return out.toByteArray();
  }

  public void write(CanonicalWriter out) {
    out.i32(between.size());
    between.forEach(header -> header.write(out));
    child.write(out);
    certificate.write(out);
  }

  public static CommitProof read(CanonicalReader in) {
    int count = in.count(MAX_BETWEEN, BlockHeader.BYTES);
    var between = new ArrayList<BlockHeader>(count);
    for (int k = 0; k < count; k++) {
      between.add(BlockHeader.read(in));
    }
    return new CommitProof(between, BlockHeader.read(in), QuorumCertificate.read(in));
  }
}
