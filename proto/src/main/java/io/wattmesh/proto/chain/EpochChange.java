package io.wattmesh.proto.chain;

import io.wattmesh.proto.codec.CanonicalReader;
import io.wattmesh.proto.codec.CanonicalWriter;
import io.wattmesh.proto.crypto.SigningContext;
import io.wattmesh.proto.crypto.VerificationKey;
import io.wattmesh.proto.model.Hash;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;

/**
 * The end of one epoch and the beginning of the next, proven to whoever knows the validators of the
 * one that ends.
 *
 * @param last the header of the epoch's last block, which names the next validators by their hash
 * @param certificate the votes for that block: what the next epoch's first block rests on
 * @param commit proves that the block is committed
 * @param next the validators that take over
 */
public record EpochChange(
    BlockHeader last, QuorumCertificate certificate, CommitProof commit, ValidatorSet next) {
  public EpochChange {
    Objects.requireNonNull(last);
    Objects.requireNonNull(certificate);
    Objects.requireNonNull(commit);
    Objects.requireNonNull(next);
  }

  /** The epoch that ends. */
  public long epoch() {
    return last.epoch();
  }

  /** What is wrong with this proof, if anything, to one who trusts the epoch's validators. */
  public Optional<String> refusal(ValidatorSet validators, Hash chainId) {
    var context = new SigningContext(chainId, validators.epoch());
    return structureRefusal(validators)
        .or(() -> certificate.refusal(validators, context).map(why -> "last block: " + why))
        .or(() -> commit.refusal(validators, context).map(why -> "commit proof: " + why));
  }

  /** What is wrong before any signature is looked at. */
  public Optional<String> structureRefusal(ValidatorSet validators) {
    if (last.epoch() != validators.epoch() || next.epoch() != Math.addExact(last.epoch(), 1)) {
      return Optional.of(
          "it leads from epoch %d to %d, wanted is the end of epoch %d"
              .formatted(last.epoch(), next.epoch(), validators.epoch()));
    }
    if (!next.hash().equals(last.nextValidators())) {
      return Optional.of("the last block names other validators than these");
    }
    if (!certificate.blockId().equals(last.id())
        || certificate.round() != last.round()
        || !commit.committedId().equals(last.id())
        || commit.above().epoch() != last.epoch()) {
      return Optional.of("certificate or commit proof are not of the last block");
    }
    return Optional.empty();
  }

  public byte[] toBytes() {
    var out = new CanonicalWriter();
    write(out);
    return out.toByteArray();
  }

  public void write(CanonicalWriter out) {
    last.write(out);
    certificate.write(out);
    commit.write(out);
    next.write(out);
  }

  public static EpochChange read(CanonicalReader in) {
    return readWithKeys(in, VerificationKey::of);
  }

  /** As {@link ValidatorSet#readWithKeys(CanonicalReader, Function)}. */
  static EpochChange readWithKeys(CanonicalReader in, Function<byte[], VerificationKey> keys) {
    return new EpochChange(
        BlockHeader.read(in),
        QuorumCertificate.read(in),
        CommitProof.read(in),
        ValidatorSet.readWithKeys(in, keys));
  }
}
