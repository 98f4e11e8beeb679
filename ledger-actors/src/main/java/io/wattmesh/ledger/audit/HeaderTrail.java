package io.wattmesh.ledger.audit;

import io.wattmesh.consensus.block.LinkedBlock;
import io.wattmesh.proto.chain.BlockHeader;
import io.wattmesh.proto.chain.CommitProof;
import io.wattmesh.proto.chain.EpochChanges;
import io.wattmesh.proto.chain.QuorumCertificate;
import io.wattmesh.proto.proof.ChainIdentity;
import io.wattmesh.proto.proof.CommittedHeaders;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Collects, of blocks in order of height, the headers that prove that one of them is committed: its
 * own and those after it up to one whose round follows its parent's, with the certificate on that.
 */
public final class HeaderTrail {
  private final List<BlockHeader> headers = new ArrayList<>();
  private Optional<QuorumCertificate> certificate = Optional.empty();

  /** Takes the block that is to be proven; those after it are followed. */
  public void begin(BlockHeader block) {
    if (!headers.isEmpty()) {
      throw new IllegalStateException(
          "The proof of height %d is begun, that of %d needs its own."
              .formatted(headers.getFirst().height(), block.height()));
    }
    headers.add(block);
  }

  /** Takes in the next block; before the one that is to be proven, and once it is, nothing. */
  public void follow(LinkedBlock linked) {
    if (headers.isEmpty() || isProven()) {
      return;
    }
    int last = headers.size() - 1;
    if (last >= 1 && headers.get(last).round() == headers.get(last - 1).round() + 1) {
      certificate = Optional.of(linked.parentCertificate());
    } else {
      headers.add(linked.block().header());
    }
  }

  /** There is no further block: what is not proven yet, the chain's commit proof proves. */
  public void finish(CommitProof proof) {
    if (!headers.isEmpty() && certificate.isEmpty()) {
      headers.addAll(proof.headers());
      certificate = Optional.of(proof.certificate());
    }
  }

  public boolean isProven() {
    return certificate.isPresent();
  }

  List<BlockHeader> headers() {
    return List.copyOf(headers);
  }

  QuorumCertificate certificate() {
    return certificate.orElseThrow();
  }

  /** Of the ends of epochs those that lead to the last header's. */
  EpochChanges epochsBefore(EpochChanges epochs) {
    long epoch = headers.getLast().epoch();
    return new EpochChanges(
        epochs.changes().stream().filter(change -> change.epoch() < epoch).toList());
  }

  /**
   * The proof.
   *
   * @param epochs the ends of epochs that the export has
   */
  public CommittedHeaders committed(ChainIdentity chain, EpochChanges epochs) {
    return new CommittedHeaders(chain, epochsBefore(epochs), headers(), certificate());
  }
}
