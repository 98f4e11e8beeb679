package io.wattmesh.consensus.replica;

import io.wattmesh.consensus.batch.BatchCertificate;
import io.wattmesh.consensus.batch.CertifiedBatch;
import io.wattmesh.consensus.block.Block;
import io.wattmesh.consensus.block.BlockOutline;
import io.wattmesh.consensus.block.ExecutedHeader;
import io.wattmesh.consensus.block.LinkedBlock;
import io.wattmesh.consensus.safety.Decision;
import io.wattmesh.consensus.safety.SafetyRules;
import io.wattmesh.proto.chain.BlockHeader;
import io.wattmesh.proto.merkle.MerkleTree;
import io.wattmesh.proto.model.Hash;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.OptionalLong;

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
  private final BatchKeeper keeper;
  private final Batching batching;

  Proposing(
      ReplicaState state,
      Chain chain,
      SafetyRules safety,
      Voting voting,
      BatchKeeper keeper,
      Batching batching) {
    this.state = state;
    this.chain = chain;
    this.safety = safety;
    this.voting = voting;
    this.keeper = keeper;
    this.batching = batching;
  }

  /** What a block would hold. */
  private record Selection(List<CertifiedBatch> batches, List<byte[]> inline) {
    boolean isEmpty() {
      return batches.isEmpty() && inline.isEmpty();
    }

    List<byte[]> transactions() {
      var all = new ArrayList<byte[]>();
      batches.forEach(certified -> all.addAll(certified.batch().transactions()));
      all.addAll(inline);
      return all;
    }
  }

  boolean isDue() {
    return mayPropose() && !isEarly() && (chain.hasUncommittedChanges() || wantsMore());
  }

  private boolean mayPropose() {
    long round = state.round();
    return round > state.row.lastProposalRound()
        && round > state.row.lastVotedRound()
        && state.leaders.leader(round) == state.self()
        && chain.isComplete();
  }

  private boolean wantsMore() {
    return !selection().isEmpty() || chain.wantsBlock();
  }

  /** When it is due if it is not yet, for there is something to certify but no hurry. */
  OptionalLong deadlineMillis() {
    return mayPropose() && isEarly() ? OptionalLong.of(paceMillis()) : OptionalLong.empty();
  }

  /** What comes meanwhile shares a block; where nothing is under way, nobody is kept waiting. */
  private boolean isEarly() {
    return state.now.monotonicMillis() < paceMillis() && chain.hasUncommittedChanges();
  }

  private long paceMillis() {
    return chain.grewMillis() + state.options.paceMillis();
  }

  /** Certified batches first, then inline transactions that are in none of them. */
  private Selection selection() {
    List<LinkedBlock> ancestors = chain.uncommitted();
    if (EpochEnd.isOver(ancestors)) {
      return new Selection(List.of(), List.of());
    }
    int most = state.options.maxBlockBytes();
    long reserved = state.pool.hasInline() ? state.options.batches().inlineBytes() : 0;
    List<CertifiedBatch> batches = keeper.select(ancestors, most, reserved);
    var excluded = new HashSet<Hash>();
    ancestors.forEach(linked -> excluded.addAll(linked.block().transactionIds()));
    int left = most;
    for (CertifiedBatch certified : batches) {
      excluded.addAll(certified.batch().transactionIds());
      left -= certified.batch().ack().size();
    }
    return new Selection(
        batches, state.pool.select(excluded, left, Block.TRANSACTION_OVERHEAD_BYTES));
  }

  void propose() {
    ExecutedHeader parent = chain.top();
    batching.onProposing();
    Selection selection = selection();
    List<BatchCertificate> certificates =
        selection.batches().stream().map(CertifiedBatch::certificate).toList();
    var header =
        new BlockHeader(
            state.electorate().epoch(),
            state.round(),
            parent.header().height() + 1,
            parent.id(),
            state.self(),
            chain.timestampAbove(parent),
            MerkleTree.root(selection.transactions()),
            BlockOutline.batchesRoot(certificates),
            parent.roots().stateRoot(),
            parent.roots().outcomesRoot(),
            chain.epochEnd().named(parent.id()));
    var block =
        new Block(
            new BlockOutline(header, certificates, selection.inline()),
            selection.batches().stream().map(CertifiedBatch::batch).toList());
    var linked = new LinkedBlock(block, state.highQc);
    switch (safety.propose(state.row, block, state.highQc, state.highTc)) {
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
