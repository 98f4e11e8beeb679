package io.wattmesh.consensus.replica;

import io.wattmesh.consensus.block.Block;
import io.wattmesh.consensus.block.BlockOutline;
import io.wattmesh.consensus.block.LinkedBlock;
import io.wattmesh.consensus.safety.Decision;
import io.wattmesh.consensus.safety.RefusalReason;
import io.wattmesh.proto.chain.BlockHeader;
import io.wattmesh.proto.chain.CommitProof;
import io.wattmesh.proto.chain.EpochChange;
import io.wattmesh.proto.chain.QuorumCertificate;
import io.wattmesh.proto.chain.ValidatorSet;
import io.wattmesh.proto.model.Hash;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The rules about an epoch's last block: it is the child of the block whose execution scheduled
 * other validators and names them; what follows it in the same epoch is there to commit it and is
 * empty; it is committed alone, and the next epoch begins upon it.
 */
final class EpochEnd {
  private final Application application;

  /** Who takes over after each block that may be the epoch's last. */
  private final Map<Hash, ValidatorSet> next = new HashMap<>();

  EpochEnd(Application application) {
    this.application = application;
  }

  /** The hash that a child of an executed block must name; zero if the epoch goes on. */
  Hash named(Hash parentId) {
    return application.scheduledValidators(parentId).map(ValidatorSet::hash).orElse(Hash.ZERO);
  }

  /** Why a child of an executed block can't be voted for, as far as epochs go. */
  Optional<Decision.Refused> refusal(List<LinkedBlock> ancestors, BlockOutline outline) {
    BlockHeader header = outline.header();
    Hash expected = named(header.parentId());
    if (!header.nextValidators().equals(expected)) {
      return BlockCheck.refused(
          RefusalReason.EPOCH_END,
          "Block %s names the next validators %s, the state after its parent %s."
              .formatted(
                  header.id().shortHex(), header.nextValidators().shortHex(), expected.shortHex()));
    }
    boolean isEmpty = outline.certificates().isEmpty() && outline.inline().isEmpty();
    return isOver(ancestors) && !isEmpty
        ? BlockCheck.refused(
            RefusalReason.EPOCH_END,
            "Block %s orders transactions above the last block of its epoch."
                .formatted(header.id().shortHex()))
        : Optional.empty();
  }

  /** Whether one of these uncommitted blocks is the last of its epoch. */
  static boolean isOver(List<LinkedBlock> ancestors) {
    for (LinkedBlock linked : ancestors) {
      if (linked.block().header().endsEpoch()) {
        return true;
      }
    }
    return false;
  }

  /**
   * Remembers who takes over after a certified or checked block.
   *
   * @throws HaltException if the block names others than this replica's state has
   */
  void executed(Block block) {
    BlockHeader header = block.header();
    if (!header.nextValidators().equals(named(header.parentId()))) {
      throw new HaltException(
          "A block to build on, %s, names the next validators %s, the state here %s."
              .formatted(
                  block, header.nextValidators().shortHex(), named(header.parentId()).shortHex()));
    }
    application
        .scheduledValidators(header.parentId())
        .ifPresent(validators -> next.put(block.id(), validators));
  }

  /**
   * The proof of an epoch's last block, made of the proof of a block above it, which the epoch's
   * certificates do not commit.
   *
   * @param above the blocks above the last one, up to the one that the proof is of
   */
  static CommitProof proof(Block last, List<LinkedBlock> above, CommitProof proof) {
    if (proof.committedId().equals(last.id())) {
      return proof;
    }
    var between = new ArrayList<BlockHeader>();
    above.forEach(linked -> between.add(linked.block().header()));
    between.addAll(proof.between());
    return new CommitProof(between, proof.child(), proof.certificate());
  }

  EpochChange change(Block last, QuorumCertificate certificate, CommitProof proof) {
    return new EpochChange(last.header(), certificate, proof, next.get(last.id()));
  }
}
