package io.wattmesh.consensus.replica;

import io.wattmesh.consensus.certificate.SignedTimeout;
import io.wattmesh.consensus.certificate.TimeoutCertificate;
import io.wattmesh.consensus.certificate.TimeoutContent;
import io.wattmesh.consensus.safety.Decision;
import io.wattmesh.consensus.safety.RefusalReason;
import io.wattmesh.consensus.safety.SafetyRules;
import io.wattmesh.proto.chain.QuorumCertificate;
import io.wattmesh.proto.chain.VoteContent;
import io.wattmesh.proto.crypto.Signature;
import io.wattmesh.proto.crypto.SignedEnvelope;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Makes certificates of votes and timeouts, and gives rounds up. Its memory is bounded: one vote a
 * validator and round for a window of rounds, one timeout a validator for the current round. The
 * envelopes' signatures were checked before.
 */
final class Collecting {
  private static final int WINDOW_ROUNDS = 64;

  private record Vote(VoteContent content, Signature signature) {}

  private final ReplicaState state;
  private final Chain chain;
  private final SafetyRules safety;
  private final TreeMap<Long, Map<Integer, Vote>> votes = new TreeMap<>();
  private final TreeMap<Integer, SignedTimeout> timeouts = new TreeMap<>();
  private long timeoutsRound;
  private boolean madeQuorumCertificate;

  Collecting(ReplicaState state, Chain chain, SafetyRules safety) {
    this.state = state;
    this.chain = chain;
    this.safety = safety;
  }

  void onVote(int voter, SignedEnvelope envelope) {
    VoteContent content = envelope.payload(VoteContent::read);
    while (!votes.isEmpty() && votes.firstKey() <= state.highQc.round()) {
      votes.pollFirstEntry();
    }
    if (content.round() <= state.highQc.round()) {
      return; // The certificate is made; the last votes for it always come too late.
    }
    if (content.round() > state.round() + WINDOW_ROUNDS) {
      state.out.refused(
          RefusalReason.ROUND_NOT_JUSTIFIED,
          "Validator %d votes in round %d, this is round %d."
              .formatted(voter, content.round(), state.round()));
      return;
    }
    Map<Integer, Vote> ofRound = votes.computeIfAbsent(content.round(), _ -> new HashMap<>());
    if (ofRound.putIfAbsent(voter, new Vote(content, envelope.signature())) == null) {
      certify(content, ofRound);
    }
  }

  private void certify(VoteContent content, Map<Integer, Vote> ofRound) {
    var signatures = new TreeMap<Integer, Signature>();
    ofRound.forEach(
        (voter, vote) -> {
          if (vote.content().equals(content)) {
            signatures.put(voter, vote.signature());
          }
        });
    if (state.electorate().validators().isQuorum(signatures.keySet())) {
      madeQuorumCertificate = true;
      chain.learn(new QuorumCertificate(content, signatures));
    }
  }

  /** Whether a quorum certificate was made here since this was last asked. */
  boolean takeMadeQuorumCertificate() {
    boolean made = madeQuorumCertificate;
    madeQuorumCertificate = false;
    return made;
  }

  /** A timeout; the certificates beside it were taken in already, so its round can't be ahead. */
  void onTimeout(int sender, SignedEnvelope envelope) {
    TimeoutContent content = envelope.payload(TimeoutContent::read);
    if (content.round() != state.round()) {
      state.out.refused(
          content.round() < state.round()
              ? RefusalReason.STALE_ROUND
              : RefusalReason.ROUND_NOT_JUSTIFIED,
          "Validator %d gives round %d up, this is round %d."
              .formatted(sender, content.round(), state.round()));
      return;
    }
    if (content.highQcRound() > state.highQc.round()) {
      state.out.refused(
          RefusalReason.BAD_CERTIFICATE,
          "Validator %d states a quorum certificate of round %d and shows none above %d."
              .formatted(sender, content.highQcRound(), state.highQc.round()));
      return;
    }
    tally(sender, content, envelope.signature());
  }

  private void tally(int sender, TimeoutContent content, Signature signature) {
    if (timeoutsRound != content.round()) {
      timeouts.clear();
      timeoutsRound = content.round();
    }
    timeouts.putIfAbsent(sender, new SignedTimeout(content.highQcRound(), signature));
    if (state.electorate().validators().isQuorum(timeouts.keySet())) {
      var certificate = new TimeoutCertificate(content.round(), timeouts, state.highQc);
      chain.learn(certificate);
    } else if (state.electorate().validators().hasHonestMember(timeouts.keySet())
        && !hasGivenUp()) {
      giveUp();
    }
  }

  /** Of whom a vote or timeout of the current round is here. */
  Set<Integer> heardInRound() {
    var heard = new HashSet<Integer>(votes.getOrDefault(state.round(), Map.of()).keySet());
    if (timeoutsRound == state.round()) {
      heard.addAll(timeouts.keySet());
    }
    if (state.row.lastVotedRound() >= state.round()) {
      heard.add(state.self());
    }
    return heard;
  }

  /** Whether the current round was given up here and goes on only by certificate. */
  boolean hasGivenUp() {
    return state.row.highestTimeoutRound() >= state.round();
  }

  /** Gives the current round up, or says so again. */
  void giveUp() {
    switch (safety.timeout(state.row, state.round(), state.highQc, state.highTc)) {
      case Decision.Refused refusal -> {
        state.out.refused(refusal);
        state.pacemaker.rearm(state.now.monotonicMillis());
      }
      case Decision.Granted granted -> {
        state.persist(granted.row());
        state.broadcast(granted.signed());
        state.pacemaker.rearm(state.now.monotonicMillis());
        onTimeout(state.self(), granted.signed());
      }
    }
  }
}
