package io.wattmesh.consensus.replica;

import io.wattmesh.consensus.block.Block;
import io.wattmesh.consensus.block.ExecutedHeader;
import io.wattmesh.consensus.block.LinkedBlock;
import io.wattmesh.consensus.safety.Decision;
import io.wattmesh.consensus.safety.SafetyRules;
import io.wattmesh.proto.chain.BlockHeader;
import io.wattmesh.proto.merkle.MerkleTree;
import java.util.List;

/**
 * The leader's role. It proposes once in its round, on the highest quorum certificate, when there
 * is something to order, an uncommitted ancestor with transactions to certify, or a deadline of the
 * application; otherwise it waits, so an idle chain makes no blocks.
 */
final class Proposing {
  private final ReplicaState state;
  private final Chain chain;
  private final SafetyRules safety;
  private final Voting voting;

  Proposing(ReplicaState state, Chain chain, SafetyRules safety, Voting voting) {
    this.state = state;
    this.chain = chain;
    this.safety = safety;
    this.voting = voting;
  }

  boolean isDue() {
    long round = state.round();
    return state.leaders.leader(round) == state.self()
        && round > state.row.lastProposalRound()
        && round > state.row.lastVotedRound()
        && chain.isComplete()
        && (chain.hasUncommittedChanges() || !selection().isEmpty() || chain.wantsBlock());
  }

  private List<byte[]> selection() {
    if (EpochEnd.isOver(chain.uncommitted())) {
      return List.of();
    }
    return state.pool.select(
        BlockCheck.transactionIds(chain.uncommitted()),
        state.options.maxBlockBytes(),
        Block.TRANSACTION_OVERHEAD_BYTES);
  }

  void propose() {
    ExecutedHeader parent = chain.top();
    List<byte[]> transactions = selection();
    var header =
        new BlockHeader(
            state.electorate().epoch(),
            state.round(),
            parent.header().height() + 1,
            parent.id(),
            state.self(),
            chain.timestampAbove(parent),
            MerkleTree.root(transactions),
            MerkleTree.root(List.of()),
            parent.roots().stateRoot(),
            parent.roots().outcomesRoot(),
            chain.epochEnd().named(parent.id()));
    var linked = new LinkedBlock(new Block(header, transactions), state.highQc);
    switch (safety.propose(state.row, linked.block(), state.highQc, state.highTc)) {
      case Decision.Refused refusal -> state.out.refused(refusal);
      case Decision.Granted granted -> {
        chain.insert(linked);
        state.persist(granted.row());
        state.broadcast(granted.signed());
        voting.vote(linked, state.highTc);
      }
    }
  }
}
