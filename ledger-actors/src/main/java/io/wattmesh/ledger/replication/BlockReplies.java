package io.wattmesh.ledger.replication;

import io.wattmesh.ledger.transaction.Outcome;
import io.wattmesh.proto.client.BlockProof;
import io.wattmesh.proto.client.Reply;
import io.wattmesh.proto.client.Statement;
import io.wattmesh.proto.merkle.MerklePaths;
import io.wattmesh.proto.proof.OutcomeRecord;
import java.util.List;
import java.util.Optional;

/**
 * What a validator can tell of one committed block's transactions. The block's tree is hashed when
 * the first proof is asked for, and once.
 */
final class BlockReplies {
  private final long height;
  private final List<OutcomeRecord> outcomes;
  private final Optional<byte[]> proof;
  private MerklePaths paths;

  /**
   * @param proof of the block, if there is one at hand
   */
  BlockReplies(CommittedBlock block, Optional<BlockProof> proof) {
    this.height = block.header().height();
    this.outcomes = block.outcomes().stream().map(Outcome::toRecord).toList();
    this.proof = proof.map(BlockProof::toBytes);
  }

  List<OutcomeRecord> outcomes() {
    return outcomes;
  }

  /**
   * The outcome of the transaction at an index with its proof; empty if there is none at hand, or
   * if it would prove nothing: that the nonce was used before says not what became of it.
   */
  Optional<Reply> proven(int index) {
    OutcomeRecord outcome = outcomes.get(index);
    if (proof.isEmpty() || outcome.pointsBack()) {
      return Optional.empty();
    }
    if (paths == null) {
      paths = new MerklePaths(outcomes.stream().map(OutcomeRecord::toBytes).toList());
    }
    return Optional.of(new Reply.Proven(outcome, paths.prove(index), proof.get()));
  }

  /** The outcome of the transaction at an index, to be signed. */
  Statement statement(int index) {
    return Statement.committed(height, outcomes.get(index));
  }
}
