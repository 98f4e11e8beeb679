package io.wattmesh.ledger.store.cassandra;

import io.wattmesh.consensus.block.BlockOutline;
import io.wattmesh.proto.chain.VoteContent;
import io.wattmesh.proto.crypto.MessageType;
import io.wattmesh.proto.crypto.SignedEnvelope;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Sees all that leaves, whoever sends it, and notes what contradicts something before. */
final class WireTap {
  private final Map<Long, Object> votes = new TreeMap<>();
  private final Map<Long, Object> proposals = new TreeMap<>();
  private final List<String> conflicts = new ArrayList<>();
  private int timeouts;

  synchronized void send(SignedEnvelope envelope) {
    if (envelope.type() == MessageType.VOTE) {
      VoteContent vote = envelope.payload(VoteContent::read);
      note(votes, "vote", vote.round(), vote);
    } else if (envelope.type() == MessageType.PROPOSAL) {
      BlockOutline proposal = envelope.payload(BlockOutline::read);
      note(proposals, "proposal", proposal.header().round(), proposal.header().id());
    } else {
      timeouts++; // Two of a round with different certificates are no contradiction.
    }
  }

  private void note(Map<Long, Object> seen, String what, long round, Object content) {
    Object before = seen.putIfAbsent(round, content);
    if (before != null && !before.equals(content)) {
      conflicts.add("%s of round %d: %s and %s".formatted(what, round, before, content));
    }
  }

  synchronized List<String> conflicts() {
    return List.copyOf(conflicts);
  }

  synchronized int votes() {
    return votes.size();
  }

  synchronized int proposals() {
    return proposals.size();
  }

  synchronized int timeouts() {
    return timeouts;
  }
}
