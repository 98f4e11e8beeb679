package io.wattmesh.consensus.replica;

import io.wattmesh.consensus.batch.BatchCertificate;
import io.wattmesh.consensus.block.BlockOutline;
import io.wattmesh.consensus.block.ExecutedHeader;
import io.wattmesh.consensus.block.LinkedBlock;
import io.wattmesh.consensus.certificate.SyncInfo;
import io.wattmesh.consensus.certificate.TimeoutCertificate;
import io.wattmesh.consensus.safety.Decision;
import io.wattmesh.consensus.safety.RefusalReason;
import io.wattmesh.consensus.safety.SafetyRules;
import io.wattmesh.proto.chain.BlockHeader;
import io.wattmesh.proto.chain.QuorumCertificate;
import io.wattmesh.proto.crypto.SignedEnvelope;
import io.wattmesh.proto.model.Hash;
import java.util.List;
import java.util.Optional;

/**
 * The voter's role: checks a proposal of the current round and votes for it, to the next round's
 * leader. A proposal whose parent or batches are still being fetched waits, one at a time.
 */
final class Voting {
  private record Waiting(
      BlockOutline outline, QuorumCertificate parentCertificate, Optional<TimeoutCertificate> tc) {
    long round() {
      return outline.header().round();
    }
  }

  private final ReplicaState state;
  private final Chain chain;
  private final SafetyRules safety;
  private final Collecting collecting;
  private final BatchKeeper keeper;
  private final Fetching fetching;
  private final Batching batching;
  private Optional<Waiting> waiting = Optional.empty();

  Voting(
      ReplicaState state,
      Chain chain,
      SafetyRules safety,
      Collecting collecting,
      BatchKeeper keeper,
      Fetching fetching,
      Batching batching) {
    this.state = state;
    this.chain = chain;
    this.safety = safety;
    this.collecting = collecting;
    this.keeper = keeper;
    this.fetching = fetching;
    this.batching = batching;
  }

  /** A proposal, its sync info taken in already. */
  void onProposal(int sender, SignedEnvelope envelope, SyncInfo syncInfo) {
    BlockOutline outline = envelope.payload(BlockOutline::read);
    BlockHeader header = outline.header();
    Optional<Decision.Refused> refusal =
        roleRefusal(sender, header, syncInfo)
            .or(
                () ->
                    state
                        .batchRefusal(outline)
                        .map(bad -> new Decision.Refused(RefusalReason.BAD_CERTIFICATE, bad)))
            .or(() -> batchesRefusal(outline));
    if (refusal.isPresent()) {
      state.out.refused(refusal.get());
      return;
    }
    List<BatchCertificate> missing = keeper.missing(outline);
    missing.forEach(fetching::want);
    var proposal = new Waiting(outline, syncInfo.highQc(), syncInfo.highTc());
    if (isComplete(proposal)) {
      consider(proposal);
      return;
    }
    waiting = Optional.of(proposal);
    if (!missing.isEmpty()) {
      state.out.refused(
          RefusalReason.BATCH_MISSING,
          "The block of round %d waits for %d of its %d batches."
              .formatted(header.round(), missing.size(), outline.certificates().size()));
    } else {
      state.out.refused(
          RefusalReason.PARENT_UNKNOWN,
          "Block %s waits for its parent %s."
              .formatted(header.id().shortHex(), header.parentId().shortHex()));
    }
  }

  /** What can be said of the batches before they are here; again, once the parent is. */
  private Optional<Decision.Refused> batchesRefusal(BlockOutline outline) {
    Hash parent = outline.header().parentId();
    return state.tree.contains(parent)
        ? keeper.refusal(state.tree.pathTo(parent), outline)
        : Optional.empty();
  }

  private boolean isComplete(Waiting proposal) {
    return state.tree.contains(proposal.outline().header().parentId())
        && keeper.missing(proposal.outline()).isEmpty();
  }

  private Optional<Decision.Refused> roleRefusal(
      int sender, BlockHeader header, SyncInfo syncInfo) {
    int leader = state.leaders.leader(header.round());
    if (sender != leader || header.author() != leader) {
      return BlockCheck.refused(
          RefusalReason.NOT_THE_LEADER,
          "Round %d is validator %d's to lead; %d proposed a block by %d."
              .formatted(header.round(), leader, sender, header.author()));
    }
    if (header.round() != state.round()) {
      return BlockCheck.refused(
          header.round() < state.round()
              ? RefusalReason.STALE_ROUND
              : RefusalReason.ROUND_NOT_JUSTIFIED,
          "The proposal is of round %d, this is round %d."
              .formatted(header.round(), state.round()));
    }
    if (!header.parentId().equals(syncInfo.highQc().blockId())) {
      return BlockCheck.refused(
          RefusalReason.NOT_ON_PARENT,
          "The certificate beside is on %s, the parent is %s."
              .formatted(syncInfo.highQc().blockId().shortHex(), header.parentId().shortHex()));
    }
    return Optional.empty();
  }

  /** The chain has grown, or a batch has come: looks at the waiting proposal again. */
  void reconsider() {
    Optional<Waiting> held =
        waiting.filter(proposal -> proposal.round() < state.round() || isComplete(proposal));
    if (held.isPresent()) {
      waiting = Optional.empty();
      held.filter(proposal -> proposal.round() == state.round()).ifPresent(this::consider);
    }
  }

  private void consider(Waiting proposal) {
    BlockOutline outline = proposal.outline();
    BlockHeader header = outline.header();
    ExecutedHeader parent = state.tree.find(header.parentId()).orElseThrow();
    Optional<Decision.Refused> refusal =
        BlockCheck.sequence(parent, header, proposal.parentCertificate())
            .or(() -> timestampRefusal(header))
            .or(() -> BlockCheck.roots(parent, header))
            .or(() -> chain.epochEnd().refusal(state.tree.pathTo(parent.id()), outline))
            .or(() -> batchesRefusal(outline));
    if (refusal.isPresent()) {
      state.out.refused(refusal.get());
      return;
    }
    try {
      var linked = new LinkedBlock(keeper.resolve(outline), proposal.parentCertificate());
      vote(linked, proposal.tc());
    } catch (IllegalArgumentException e) {
      state.out.refused(RefusalReason.MALFORMED, String.valueOf(e.getMessage()));
    }
  }

  private Optional<Decision.Refused> timestampRefusal(BlockHeader header) {
    long latest = state.now.timestampMillis() + state.options.maxClockLeadMillis();
    return header.timestampMillis() <= latest
        ? Optional.empty()
        : BlockCheck.refused(
            RefusalReason.TIMESTAMP_AHEAD,
            "Timestamp %d is %d ms ahead of this clock, at most %d are allowed; compare the clocks."
                .formatted(
                    header.timestampMillis(),
                    header.timestampMillis() - state.now.timestampMillis(),
                    state.options.maxClockLeadMillis()));
  }

  /** Votes for a checked block if the safety rules allow; then it is worth executing. */
  void vote(LinkedBlock linked, Optional<TimeoutCertificate> tc) {
    BlockHeader header = linked.block().header();
    switch (safety.vote(state.row, header, linked.parentCertificate(), tc)) {
      case Decision.Refused refusal -> state.out.refused(refusal);
      case Decision.Granted granted -> {
        chain.insert(linked);
        state.persist(granted.row());
        batching.onVote(linked.block());
        int collector = state.leaders.leader(header.round() + 1);
        if (collector == state.self()) {
          collecting.onVote(state.self(), granted.signed());
        } else {
          state.send(collector, granted.signed());
        }
      }
    }
  }
}
