package io.wattmesh.consensus.replica;

import io.wattmesh.consensus.block.Block;
import io.wattmesh.consensus.block.ExecutedHeader;
import io.wattmesh.consensus.block.LinkedBlock;
import io.wattmesh.consensus.certificate.SyncInfo;
import io.wattmesh.consensus.certificate.TimeoutCertificate;
import io.wattmesh.consensus.safety.Decision;
import io.wattmesh.consensus.safety.RefusalReason;
import io.wattmesh.consensus.safety.SafetyRules;
import io.wattmesh.proto.chain.BlockHeader;
import io.wattmesh.proto.codec.CanonicalReader;
import io.wattmesh.proto.crypto.SignedEnvelope;
import java.util.Optional;

/**
 * The voter's role: checks a proposal of the current round and votes for it, to the next round's
 * leader. A proposal whose parent is still being fetched waits, one at a time.
 */
final class Voting {
  private record Waiting(LinkedBlock linked, Optional<TimeoutCertificate> tc) {}

  private final ReplicaState state;
  private final Chain chain;
  private final SafetyRules safety;
  private final Collecting collecting;
  private Optional<Waiting> waiting = Optional.empty();

  Voting(ReplicaState state, Chain chain, SafetyRules safety, Collecting collecting) {
    this.state = state;
    this.chain = chain;
    this.safety = safety;
    this.collecting = collecting;
  }

  /** A proposal, its sync info taken in already. */
  void onProposal(int sender, SignedEnvelope envelope, SyncInfo syncInfo) {
    Block block = CanonicalReader.readAll(envelope.payload(), Block::read);
    Optional<Decision.Refused> refusal = roleRefusal(sender, block, syncInfo);
    if (refusal.isPresent()) {
      state.out.refused(refusal.get());
      return;
    }
    var linked = new LinkedBlock(block, syncInfo.highQc());
    if (state.tree.contains(block.header().parentId())) {
      consider(linked, syncInfo.highTc());
    } else {
      waiting = Optional.of(new Waiting(linked, syncInfo.highTc()));
      state.out.refused(
          RefusalReason.PARENT_UNKNOWN,
          "%s waits for its parent %s.".formatted(block, block.header().parentId().shortHex()));
    }
  }

  private Optional<Decision.Refused> roleRefusal(int sender, Block block, SyncInfo syncInfo) {
    BlockHeader header = block.header();
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

  /** The chain has grown: looks at the waiting proposal again. */
  void reconsider() {
    Optional<Waiting> held =
        waiting.filter(
            proposal ->
                state.tree.contains(proposal.linked().block().header().parentId())
                    || proposal.linked().block().header().round() < state.round());
    if (held.isPresent()) {
      waiting = Optional.empty();
      held.filter(proposal -> proposal.linked().block().header().round() == state.round())
          .ifPresent(proposal -> consider(proposal.linked(), proposal.tc()));
    }
  }

  private void consider(LinkedBlock linked, Optional<TimeoutCertificate> tc) {
    BlockHeader header = linked.block().header();
    ExecutedHeader parent = state.tree.find(header.parentId()).orElseThrow();
    Optional<Decision.Refused> refusal =
        BlockCheck.sequence(parent, linked)
            .or(() -> timestampRefusal(header))
            .or(() -> BlockCheck.roots(parent, header))
            .or(() -> chain.epochEnd().refusal(state.tree.pathTo(parent.id()), linked))
            .or(() -> BlockCheck.repetition(state.tree.pathTo(parent.id()), linked));
    if (refusal.isPresent()) {
      state.out.refused(refusal.get());
    } else {
      vote(linked, tc);
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
