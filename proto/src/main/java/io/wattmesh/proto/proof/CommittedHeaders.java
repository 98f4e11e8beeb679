package io.wattmesh.proto.proof;

import io.wattmesh.proto.chain.BlockHeader;
import io.wattmesh.proto.chain.CommitProof;
import io.wattmesh.proto.chain.EpochChanges;
import io.wattmesh.proto.chain.QuorumCertificate;
import io.wattmesh.proto.chain.ValidatorSet;
import io.wattmesh.proto.codec.CanonicalReader;
import io.wattmesh.proto.codec.CanonicalWriter;
import io.wattmesh.proto.crypto.SigningContext;
import io.wattmesh.proto.model.Hash;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * That a block is committed, from the chain's identity on. The second header states the roots of
 * what the first one's block led to.
 *
 * @param chain the chain's identity; compare its id with the one you trust
 * @param epochs the ends of the epochs before the last header's
 * @param headers the block's header and those after it up to one whose round follows its parent's
 * @param certificate the quorum certificate on the last of these blocks: it commits the one before
 *     it, and with it the first
 */
public record CommittedHeaders(
    ChainIdentity chain,
    EpochChanges epochs,
    List<BlockHeader> headers,
    QuorumCertificate certificate) {
  private static final int MAX_HEADERS = 4096;

  public CommittedHeaders {
    headers = List.copyOf(headers);
    if (headers.size() < 2) {
      throw new IllegalArgumentException(
          "A proof has the block's header and at least the next, this has " + headers.size() + ".");
    }
  }

  /** The block that is proven to be committed. */
  public BlockHeader block() {
    return headers.getFirst();
  }

  /** Root of the state after the block. */
  public Hash stateRoot() {
    return headers.get(1).parentStateRoot();
  }

  /** Root of the outcomes of the block's transactions. */
  public Hash outcomesRoot() {
    return headers.get(1).parentOutcomesRoot();
  }

  /** What does not hold, in words; empty if the block is committed. */
  public Optional<String> refusal() {
    Optional<String> broken =
        epochs
            .refusal(chain.validators(), chain.chainId())
            .map(why -> "epochs: " + why)
            .or(this::linkRefusal);
    if (broken.isPresent()) {
      return broken;
    }
    ValidatorSet validators = epochs.last(chain.validators());
    if (validators.epoch() != headers.getLast().epoch()) {
      return Optional.of(
          "epochs: they lead to epoch %d, the last header is of epoch %d"
              .formatted(validators.epoch(), headers.getLast().epoch()));
    }
    return new CommitProof(headers.getLast(), certificate)
        .refusal(validators, new SigningContext(chain.chainId(), validators.epoch()))
        .map(reason -> "quorum certificate: " + reason);
  }

  private Optional<String> linkRefusal() {
    for (int k = 1; k < headers.size(); k++) {
      BlockHeader below = headers.get(k - 1);
      BlockHeader above = headers.get(k);
      boolean sameEpoch = above.epoch() == below.epoch();
      boolean nextEpoch = below.endsEpoch() && above.epoch() == Math.addExact(below.epoch(), 1);
      if (!above.parentId().equals(below.id())
          || above.height() != below.height() + 1
          || !(sameEpoch || nextEpoch)) {
        return Optional.of("block: header " + k + " does not follow the one before it");
      }
    }
    return Optional.empty();
  }

  void write(CanonicalWriter out) {
    chain.validators().write(out);
    out.hash(chain.genesisBodyHash());
    epochs.write(out);
    writeHeaders(out, headers);
    certificate.write(out);
  }

  static CommittedHeaders read(CanonicalReader in) {
    return new CommittedHeaders(
        new ChainIdentity(ValidatorSet.read(in), in.hash()),
        EpochChanges.read(in),
        readHeaders(in),
        QuorumCertificate.read(in));
  }

  static void writeHeaders(CanonicalWriter out, List<BlockHeader> headers) {
    out.i32(headers.size());
    headers.forEach(header -> header.write(out));
  }

  static List<BlockHeader> readHeaders(CanonicalReader in) {
    int count = in.count(MAX_HEADERS, 4 * Hash.BYTES);
    var headers = new ArrayList<BlockHeader>(count);
    for (int k = 0; k < count; k++) {
      headers.add(BlockHeader.read(in));
    }
    return headers;
  }
}
