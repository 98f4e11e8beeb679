package io.wattmesh.consensus.replica;

import io.wattmesh.consensus.block.Block;
import io.wattmesh.consensus.block.ExecutedHeader;
import io.wattmesh.consensus.block.ExecutionRoots;
import io.wattmesh.consensus.block.LinkedBlock;
import io.wattmesh.consensus.certificate.TimeoutCertificate;
import io.wattmesh.consensus.safety.SafetyRules;
import io.wattmesh.proto.chain.BlockHeader;
import io.wattmesh.proto.chain.CommitProof;
import io.wattmesh.proto.chain.QuorumCertificate;
import io.wattmesh.proto.model.Hash;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * The blocks and what is known to be certified: takes in verified certificates, enters rounds by
 * them, executes blocks, and commits when the commit rule allows.
 */
final class Chain {
  private final ReplicaState state;
  private final SafetyRules safety;
  private final Application application;
  private final BatchKeeper keeper;

  /** The highest certified block that is here, and its certificate. */
  private QuorumCertificate topCertificate;

  Chain(ReplicaState state, SafetyRules safety, Application application, BatchKeeper keeper) {
    this.state = state;
    this.safety = safety;
    this.application = application;
    this.keeper = keeper;
    this.topCertificate = state.highQc;
  }

  /** Takes up what was stored: nothing of it is stored again. */
  void recover(Recovered recovered) {
    requireSound(recovered);
    state.highCommit = recovered.tipProof();
    state.pacemaker.enterAfter(0);
    recovered.uncommitted().stream()
        .sorted(Comparator.comparingLong(linked -> linked.block().header().height()))
        .filter(linked -> state.tree.contains(linked.block().header().parentId()))
        .forEach(this::execute);
    recovered.tipProof().ifPresent(proof -> learn(proof.certificate()));
    recovered.uncommitted().stream()
        .map(LinkedBlock::parentCertificate)
        .sorted(Comparator.comparingLong(QuorumCertificate::round))
        .forEach(this::learn);
    learn(recovered.row().highQc());
    recovered.row().highTc().ifPresent(this::learn);
  }

  /** What the others would refuse must not be built on: storage of another chain, or damaged. */
  private void requireSound(Recovered recovered) {
    recovered
        .tipProof()
        .flatMap(state.certificates::refusal)
        .or(() -> state.certificates.refusal(recovered.row().highQc()))
        .or(() -> recovered.row().highTc().flatMap(state.certificates::refusal))
        .ifPresent(
            reason -> {
              throw new HaltException(
                  "A stored certificate does not hold: %s. Is this storage another chain's?"
                      .formatted(reason));
            });
  }

  /** A verified quorum certificate: may be the highest, may commit, may end a round. */
  void learn(QuorumCertificate certificate) {
    if (certificate.round() > state.highQc.round()) {
      state.highQc = certificate;
    }
    if (certificate.round() > topCertificate.round()
        && state.tree.contains(certificate.blockId())) {
      topCertificate = certificate;
    }
    commitBy(certificate);
    state.pacemaker.enterAfter(certificate.round());
  }

  /** A verified timeout certificate: may be the highest, may end a round. */
  void learn(TimeoutCertificate certificate) {
    learn(certificate.highQc());
    if (certificate.round() > state.highTc.map(TimeoutCertificate::round).orElse(0L)) {
      state.highTc = Optional.of(certificate);
    }
    state.pacemaker.enterAfter(certificate.round());
  }

  /** A verified commit proof: enough to commit its block, even where the child is unknown. */
  void learn(CommitProof proof) {
    learn(proof.certificate());
    if (state.tree.isPending(proof.committedId())) {
      commitThrough(proof.committedId(), proof);
    }
  }

  /** Executes a checked block whose parent is here, and has it stored. */
  void insert(LinkedBlock linked) {
    if (state.tree.contains(linked.block().id())) {
      return;
    }
    state.out.add(new Effect.PersistBlock(linked));
    execute(linked);
    if (state.highQc.blockId().equals(linked.block().id())) {
      learn(state.highQc);
    }
  }

  private void execute(LinkedBlock linked) {
    Block block = linked.block();
    ExecutedHeader parent = state.tree.find(block.header().parentId()).orElseThrow();
    BlockCheck.roots(parent, block.header())
        .ifPresent(
            difference -> {
              throw new HaltException(
                  "A block to build on rests on other roots. %s Compare this validator's state at "
                          .formatted(difference.detail())
                      + "height "
                      + parent.header().height()
                      + " with another's before starting it again.");
            });
    ExecutionRoots roots = application.execute(block);
    state.tree.insert(linked, roots);
    // For the case that the block is lost: then others may propose what it has.
    block.batches().forEach(certified -> keeper.hold(certified.batch()));
    block.outline().certificates().forEach(keeper::learn);
    block.outline().inline().stream().filter(application::mayTakeEffect).forEach(state.pool::add);
  }

  /** Commit rule: the certified block's parent, if their rounds are consecutive. */
  private void commitBy(QuorumCertificate certificate) {
    if (!state.tree.isPending(certificate.blockId())
        || !safety.commitsParent(certificate.content())) {
      return;
    }
    BlockHeader child = state.tree.find(certificate.blockId()).orElseThrow().header();
    if (state.tree.isPending(child.parentId())) {
      commitThrough(child.parentId(), new CommitProof(child, certificate));
    }
  }

  private void commitThrough(Hash id, CommitProof proof) {
    for (LinkedBlock linked : state.tree.pathTo(id)) {
      Block block = linked.block();
      ExecutionRoots roots = state.tree.find(block.id()).orElseThrow().roots();
      application.commit(block.id());
      state.tree.advanceTip(block.id());
      state.pool.committed(block.transactions());
      keeper.committed(block);
      state.out.add(new Effect.PersistCommit(block, roots, proof));
      state.out.add(new Effect.Commit(block, proof));
    }
    state.highCommit = Optional.of(proof);
    state.pacemaker.committed();
  }

  /** The highest certified block that is here. */
  ExecutedHeader top() {
    return state.tree.find(topCertificate.blockId()).orElseGet(state.tree::tip);
  }

  QuorumCertificate topCertificate() {
    return topCertificate;
  }

  /** Whether the highest quorum certificate's block is here, so that one can build on it. */
  boolean isComplete() {
    return state.tree.contains(state.highQc.blockId());
  }

  /** The uncommitted blocks that a block on the highest quorum certificate would descend from. */
  List<LinkedBlock> uncommitted() {
    return state.tree.pathTo(top().id());
  }

  /** Whether there is reason to go on: something waits for a commit, or a deadline has passed. */
  boolean hasWork() {
    return state.pool.hasInline() || keeper.hasWork() || hasUncommittedChanges() || wantsBlock();
  }

  /** A block may change the state without a transaction, because a deadline passed with it. */
  boolean hasUncommittedChanges() {
    return uncommitted().stream().map(LinkedBlock::block).anyMatch(this::changesSomething);
  }

  private boolean changesSomething(Block block) {
    return !block.transactions().isEmpty()
        || !state
            .tree
            .find(block.id())
            .orElseThrow()
            .roots()
            .stateRoot()
            .equals(block.header().parentStateRoot());
  }

  boolean wantsBlock() {
    ExecutedHeader top = top();
    return application.wantsBlock(top.id(), timestampAbove(top));
  }

  /** A child's timestamp: the clock's, but later than the parent's. */
  long timestampAbove(ExecutedHeader parent) {
    return Math.max(state.now.timestampMillis(), parent.header().timestampMillis() + 1);
  }

  boolean accepts(byte[] transaction) {
    return application.mayTakeEffect(transaction);
  }
}
