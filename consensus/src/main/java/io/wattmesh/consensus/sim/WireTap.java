package io.wattmesh.consensus.sim;

import io.wattmesh.consensus.block.BlockOutline;
import io.wattmesh.consensus.certificate.TimeoutCertificate;
import io.wattmesh.consensus.certificate.TimeoutContent;
import io.wattmesh.consensus.safety.SafetyRow;
import io.wattmesh.proto.chain.BlockHeader;
import io.wattmesh.proto.chain.VoteContent;
import io.wattmesh.proto.crypto.SignedEnvelope;
import io.wattmesh.proto.model.Hash;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * Listens to what honest validators store and send, over all their restarts and hosts: one vote and
 * one proposal a round, no vote in a round after its timeout, and nothing signed leaves before the
 * row that accounts for it is durable.
 */
final class WireTap {
  private record Slot(int validator, long round) {}

  private record Word(int validator, Object content) {}

  private final Map<Slot, VoteContent> votes = new HashMap<>();
  private final Map<Slot, Hash> proposals = new HashMap<>();
  private final Set<Word> durable = new HashSet<>();

  /** The round of the block that each later epoch begins with. */
  private final Map<Long, Long> baseRounds = new HashMap<>();

  /** A block is the last of its epoch. */
  void ended(BlockHeader last) {
    baseRounds.put(last.epoch() + 1, last.round());
  }

  /** A row has become durable in place of another. */
  void stored(int validator, SafetyRow before, SafetyRow after) {
    if (!after.lastVote().equals(before.lastVote())) {
      after
          .lastVote()
          .map(WireTap::vote)
          .ifPresent(vote -> storedVote(validator, before, after, vote));
    }
    if (!after.lastTimeout().equals(before.lastTimeout())) {
      after
          .lastTimeout()
          .ifPresent(
              envelope -> durable.add(new Word(validator, envelope.payload(TimeoutContent::read))));
    }
    if (after.lastProposalRound() != before.lastProposalRound()) {
      durable.add(new Word(validator, after.lastProposalId()));
    }
  }

  private void storedVote(int validator, SafetyRow before, SafetyRow after, VoteContent vote) {
    durable.add(new Word(validator, vote));
    boolean sameEpoch = before.epoch() == after.epoch();
    if (sameEpoch && vote.round() <= before.highestTimeoutRound()) {
      throw new InvariantViolation(
          "Vote after timeout: validator %d votes in round %d after timing out of round %d."
              .formatted(validator, vote.round(), before.highestTimeoutRound()));
    }
    if (!isJustified(after, vote)) {
      throw new InvariantViolation(
          "Justified vote: validator %d votes in round %d for a block on round %d; its timeout"
                  .formatted(validator, vote.round(), vote.parentRound())
              + " certificate is %s.".formatted(after.highTc().map(TimeoutCertificate::round)));
    }
  }

  /**
   * By the second voting rule, as the row itself shows. The round after the last block of an epoch
   * is that of the block which commits it, so the next epoch begins one round later.
   */
  private boolean isJustified(SafetyRow row, VoteContent vote) {
    boolean beginsEpoch = Long.valueOf(vote.parentRound()).equals(baseRounds.get(row.epoch()));
    return vote.round() == vote.parentRound() + (beginsEpoch ? 2 : 1)
        || row.highTc()
            .filter(
                tc -> tc.round() + 1 == vote.round() && tc.highestQcRound() <= vote.parentRound())
            .isPresent();
  }

  /** A message leaves. */
  void sent(int validator, SignedEnvelope envelope) {
    switch (envelope.type()) {
      case VOTE -> {
        VoteContent content = vote(envelope);
        once(votes, new Slot(validator, content.round()), content);
        requireDurable(validator, content);
      }
      case PROPOSAL -> {
        BlockOutline block = envelope.payload(BlockOutline::read);
        once(proposals, new Slot(validator, block.header().round()), block.header().id());
        requireDurable(validator, block.header().id());
      }
      case TIMEOUT -> requireDurable(validator, envelope.payload(TimeoutContent::read));
      default -> {}
    }
  }

  private static VoteContent vote(SignedEnvelope envelope) {
    return envelope.payload(VoteContent::read);
  }

  private void requireDurable(int validator, Object content) {
    if (!durable.contains(new Word(validator, content))) {
      throw new InvariantViolation(
          "Durable before sent: validator %d sends %s, which no stored row accounts for."
              .formatted(validator, content));
    }
  }

  private static <V> void once(Map<Slot, V> map, Slot slot, V value) {
    V before = map.putIfAbsent(slot, value);
    if (before != null && !before.equals(value)) {
      throw new InvariantViolation(
          "One word a round: validator %d signs two things in round %d: %s and %s."
              .formatted(slot.validator(), slot.round(), before, value));
    }
  }
}
