package io.wattmesh.consensus.replica;

import io.wattmesh.consensus.batch.Batch;
import io.wattmesh.consensus.block.Block;
import io.wattmesh.consensus.block.ExecutedHeader;
import io.wattmesh.consensus.block.ExecutionRoots;
import io.wattmesh.consensus.block.LinkedBlock;
import io.wattmesh.consensus.safety.SafetyRow;
import io.wattmesh.proto.chain.BlockHeader;
import io.wattmesh.proto.chain.CommitProof;
import io.wattmesh.proto.chain.EpochChange;
import io.wattmesh.proto.model.Hash;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * What storage holds when a replica starts.
 *
 * @param genesisId the genesis block's id
 * @param tip the last committed block, by the newest commit marker; the application is at its state
 * @param tipProof the proof stored with that marker; none for genesis
 * @param uncommitted every stored block above the tip, in any order
 * @param batches the stored batches that are in no committed block and have not expired, in any
 *     order
 * @param row the safety row, which holds the highest certificates signed with
 * @param epochs every stored end of an epoch, oldest first; those whose last block is above the tip
 *     were proven here and are still to be come to
 */
public record Recovered(
    Hash genesisId,
    ExecutedHeader tip,
    Optional<CommitProof> tipProof,
    List<LinkedBlock> uncommitted,
    List<Batch> batches,
    SafetyRow row,
    List<EpochChange> epochs) {
  public Recovered {
    Objects.requireNonNull(genesisId);
    Objects.requireNonNull(tip);
    Objects.requireNonNull(row);
    uncommitted = List.copyOf(uncommitted);
    epochs = List.copyOf(epochs);
    batches = List.copyOf(batches);
    if (tip.header().height() > 0 && tipProof.isEmpty()) {
      throw new IllegalArgumentException(
          "The last committed block has height %d and no commit proof; storage lost a part."
              .formatted(tip.header().height()));
    }
  }

  /** Of a chain in its first epoch, without batches. */
  public Recovered(
      Hash genesisId,
      ExecutedHeader tip,
      Optional<CommitProof> tipProof,
      List<LinkedBlock> uncommitted,
      SafetyRow row) {
    this(genesisId, tip, tipProof, uncommitted, List.of(), row, List.of());
  }

  /** The start of a new chain. A validator that ever signed anything must not start like this. */
  public static Recovered genesis(Block genesis) {
    BlockHeader header = genesis.header();
    var roots = new ExecutionRoots(header.parentStateRoot(), header.parentOutcomesRoot());
    return new Recovered(
        genesis.id(),
        ExecutedHeader.of(genesis, roots),
        Optional.empty(),
        List.of(),
        SafetyRow.initial(header.epoch(), genesis.id()));
  }
}
