package io.wattmesh.consensus.replica;

import io.wattmesh.consensus.block.Block;
import io.wattmesh.consensus.block.ExecutedHeader;
import io.wattmesh.consensus.block.ExecutionRoots;
import io.wattmesh.consensus.block.LinkedBlock;
import io.wattmesh.consensus.certificate.TimeoutCertificate;
import io.wattmesh.consensus.safety.SafetyRules;
import io.wattmesh.proto.chain.BlockHeader;
import io.wattmesh.proto.chain.CommitProof;
import io.wattmesh.proto.chain.EpochChange;
import io.wattmesh.proto.chain.QuorumCertificate;
import io.wattmesh.proto.chain.VoteContent;
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
  private final EpochEnd epochEnd;
  private final SnapshotMaking snapshots;
  private final BatchKeeper keeper;

  /** The highest certified block that is here, and its certificate. */
  private QuorumCertificate topCertificate;

  /** When a block was last taken in, by the monotonic clock. */
  private long grewMillis;

  /** How long after the one before. */
  private long grewInMillis;

  Chain(ReplicaState state, SafetyRules safety, Application application, BatchKeeper keeper) {
    this.state = state;
    this.safety = safety;
    this.application = application;
    this.epochEnd = new EpochEnd(application);
    this.snapshots = new SnapshotMaking(state, application);
    this.keeper = keeper;
    this.topCertificate = state.highQc;
  }

  /** Takes up what was stored: nothing of it is stored again. */
  void recover(Recovered recovered) {
    enterEpoch();
    requireSound(recovered);
    state.highCommit = recovered.tipProof();
    List<LinkedBlock> uncommitted =
        recovered.uncommitted().stream()
            .filter(linked -> linked.block().header().epoch() == state.electorate().epoch())
            .toList();
    uncommitted.stream()
        .sorted(Comparator.comparingLong(linked -> linked.block().header().height()))
        .filter(linked -> state.tree.contains(linked.block().header().parentId()))
        .forEach(this::execute);
    recovered
        .tipProof()
        .filter(proof -> !state.certificates.isOfBase(proof))
        .ifPresent(proof -> learn(proof.certificate()));
    uncommitted.stream()
        .map(LinkedBlock::parentCertificate)
        .sorted(Comparator.comparingLong(QuorumCertificate::round))
        .forEach(this::learn);
    learn(state.row.highQc());
    state.row.highTc().ifPresent(this::learn);
  }

  /** The epoch's first round; the row is taken along from the epoch before. */
  void enterEpoch() {
    if (state.row.epoch() > state.electorate().epoch()) {
      throw new HaltException(
          "The safety row is of epoch %d, the stored chain has come to %d: storage lost a part."
              .formatted(state.row.epoch(), state.electorate().epoch()));
    }
    if (state.row.epoch() < state.electorate().epoch()) {
      state.persist(state.row.entered(state.electorate().epoch(), state.certificates.base()));
    }
    state.pacemaker.enterAfter(state.certificates.opens(state.certificates.base()) - 1);
  }

  /** What the others would refuse must not be built on: storage of another chain, or damaged. */
  private void requireSound(Recovered recovered) {
    recovered
        .tipProof()
        .flatMap(state.certificates::refusal)
        .or(() -> state.certificates.refusal(state.row.highQc()))
        .or(() -> state.row.highTc().flatMap(state.certificates::refusal))
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
    state.pacemaker.enterAfter(state.certificates.opens(certificate) - 1);
  }

  /** A verified timeout certificate: may be the highest, may end a round. */
  void learn(TimeoutCertificate certificate) {
    learn(certificate.highQc());
    if (certificate.round() > state.highTc.map(TimeoutCertificate::round).orElse(0L)) {
      state.highTc = Optional.of(certificate);
      state.lastFailed = Optional.of(failed(certificate));
    }
    state.pacemaker.enterAfter(certificate.round());
  }

  private ReplicaStatus.FailedRound failed(TimeoutCertificate certificate) {
    long round = certificate.round();
    return new ReplicaStatus.FailedRound(
        round,
        state.nameOf(state.leaders.leader(round)),
        hasVotedIn(round),
        state.allBut(certificate.timeouts().keySet()));
  }

  private boolean hasVotedIn(long round) {
    return state
        .row
        .lastVote()
        .map(vote -> vote.payload(VoteContent::read))
        .filter(vote -> vote.round() == round)
        .isPresent();
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
    grewInMillis = state.now.monotonicMillis() - grewMillis;
    grewMillis = state.now.monotonicMillis();
    state.out.add(new Effect.PersistBlock(linked));
    execute(linked);
    if (state.highQc.blockId().equals(linked.block().id())) {
      learn(state.highQc);
    }
  }

  private void execute(LinkedBlock linked) {
    Block block = linked.block();
    ExecutedHeader parent = state.tree.find(block.header().parentId()).orElseThrow();
    requireSameRoots(parent, block.header());
    epochEnd.executed(block);
    ExecutionRoots roots = application.execute(block);
    state.tree.insert(linked, roots);
    // For the case that the block is lost: then others may propose what it has.
    block.batches().forEach(certified -> keeper.hold(certified.batch()));
    block.outline().certificates().forEach(keeper::learn);
    keepInline(block);
  }

  private void keepInline(Block block) {
    List<byte[]> inline = block.outline().inline();
    int first = block.transactions().size() - inline.size();
    for (int k = 0; k < inline.size(); k++) {
      boolean waits = state.pool.isInline(block.orderedIds().get(first + k));
      if (!waits && application.mayTakeEffect(inline.get(k))) {
        state.pool.add(inline.get(k));
      }
    }
  }

  /** Whatever a quorum certified above a block must state what this validator computed for it. */
  private void requireSameRoots(ExecutedHeader block, BlockHeader above) {
    BlockCheck.roots(block, above)
        .ifPresent(
            difference -> {
              throw new HaltException(
                  ("A block to build on rests on other roots. %s Compare this validator's state at "
                          + "height %d with another's before starting it again.")
                      .formatted(difference.detail(), block.header().height()),
                  divergence(block, above));
            });
  }

  private Divergence divergence(ExecutedHeader block, BlockHeader above) {
    return new Divergence(
        block.header().height(),
        block.id(),
        block.roots(),
        new ExecutionRoots(above.parentStateRoot(), above.parentOutcomesRoot()),
        application.stateAfter(block.header().parentId()),
        application.stateAfter(block.id()),
        Optional.empty());
  }

  /** Goes on from a snapshot's block, below which nothing is needed any more. */
  void jump(InstalledSnapshot snapshot) {
    ExecutedHeader block = snapshot.block();
    CommitProof proof = snapshot.manifest().proof();
    state.tree.restart(block);
    state.leaders.restart(snapshot.manifest().newest());
    keeper.restart(block.header().round());
    if (state.highQc.blockId().equals(block.id())) {
      topCertificate = state.highQc;
    }
    state.highCommit = Optional.of(proof);
    state.pacemaker.committed();
    learn(proof);
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
    if (state.ended.isPresent()) {
      return; // Above its last block an epoch commits nothing.
    }
    requireSameRoots(state.tree.find(id).orElseThrow(), proof.above());
    List<LinkedBlock> path = state.tree.pathTo(id);
    for (int k = 0; k < path.size(); k++) {
      if (path.get(k).block().header().endsEpoch()) {
        commitEnd(path, k, proof);
        return;
      }
    }
    commit(path, proof);
  }

  /** Commits the epoch's last block, which stands at an index of the path, and those below. */
  private void commitEnd(List<LinkedBlock> path, int index, CommitProof proof) {
    Block last = path.get(index).block();
    Optional<QuorumCertificate> certificate = certificateOn(last.id(), proof);
    if (certificate.isEmpty()) {
      return; // What is above it is being fetched, or the proof of the epoch's end.
    }
    CommitProof own = EpochEnd.proof(last, path.subList(index + 1, path.size()), proof);
    EpochChange change = epochEnd.change(last, certificate.get(), own);
    state.out.add(new Effect.PersistEpoch(change));
    commit(path.subList(0, index + 1), own);
    state.ended = Optional.of(change);
  }

  /** The certificate on a block that a proof commits, if it is known here. */
  private Optional<QuorumCertificate> certificateOn(Hash id, CommitProof proof) {
    if (topCertificate.blockId().equals(id)) {
      return Optional.of(topCertificate);
    }
    Optional<QuorumCertificate> ahead =
        state
            .epochs
            .ahead()
            .map(EpochChange::certificate)
            .filter(certificate -> certificate.blockId().equals(id));
    if (ahead.isPresent() || !state.tree.isPending(proof.child().id())) {
      return ahead;
    }
    return state.tree.pathTo(proof.child().id()).stream()
        .map(LinkedBlock::parentCertificate)
        .filter(certificate -> certificate.blockId().equals(id))
        .findFirst();
  }

  /** Commits the epoch's last block if it is here and its commit was proven before it came. */
  void commitAhead() {
    state.epochs.ahead().map(EpochChange::commit).ifPresent(this::learn);
  }

  private void commit(List<LinkedBlock> path, CommitProof proof) {
    for (int k = 0; k < path.size(); k++) {
      Block block = path.get(k).block();
      ExecutionRoots roots = state.tree.find(block.id()).orElseThrow().roots();
      application.commit(block.id());
      state.leaders.committed(block.header());
      state.tree.advanceTip(block.id());
      state.pool.committed(block.orderedIds());
      state.pool.forget(application.tooEarly());
      keeper.committed(block);
      state.out.add(new Effect.PersistCommit(block, roots, proof));
      state.out.add(new Effect.Commit(block, proof));
      snapshots.committed(path, k, proof);
    }
    state.highCommit = Optional.of(proof);
    state.pacemaker.committed();
  }

  /** The highest certified block that is here. */
  ExecutedHeader top() {
    return state.tree.find(topCertificate.blockId()).orElseGet(state.tree::tip);
  }

  /** When a block was last taken in, by the monotonic clock. */
  long grewMillis() {
    return grewMillis;
  }

  /** How long after the one before. */
  long grewInMillis() {
    return grewInMillis;
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
    for (LinkedBlock linked : uncommitted()) {
      if (changesSomething(linked.block())) {
        return true;
      }
    }
    return false;
  }

  private boolean changesSomething(Block block) {
    return !block.transactions().isEmpty()
        || block.header().endsEpoch()
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

  /** The rules about the epoch's last block. */
  EpochEnd epochEnd() {
    return epochEnd;
  }

  /** A child's timestamp: the clock's, but later than the parent's. */
  long timestampAbove(ExecutedHeader parent) {
    return Math.max(state.now.timestampMillis(), parent.header().timestampMillis() + 1);
  }

  boolean accepts(byte[] transaction) {
    return application.mayTakeEffect(transaction);
  }
}
