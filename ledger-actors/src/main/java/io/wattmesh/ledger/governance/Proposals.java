package io.wattmesh.ledger.governance;

import io.wattmesh.ledger.state.LedgerState;
import io.wattmesh.ledger.state.StateKey;
import io.wattmesh.proto.codec.CanonicalReader;
import io.wattmesh.proto.codec.CanonicalWriter;
import io.wattmesh.proto.governance.RuleProposal;
import io.wattmesh.proto.model.Hash;
import io.wattmesh.proto.model.ParticipantId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The proposals in a state: those that are open, and what became of all. */
public final class Proposals {
  /** So many can be open at once. */
  public static final int MAX_OPEN = 64;

  /** So many of one governor. */
  public static final int MAX_OPEN_EACH = 8;

  private final LedgerState state;

  public Proposals(LedgerState state) {
    this.state = state;
  }

  /** The open ones, in the order in which they were made. */
  public List<Hash> open() {
    return state
        .layer()
        .get(StateKey.PROPOSALS)
        .map(bytes -> CanonicalReader.readAll(bytes, Proposals::readIds))
        .orElse(List.of());
  }

  private static List<Hash> readIds(CanonicalReader in) {
    var ids = new ArrayList<Hash>();
    for (int count = in.count(MAX_OPEN, Hash.BYTES); count > 0; count--) {
      ids.add(in.hash());
    }
    return List.copyOf(ids);
  }

  private void putOpen(List<Hash> ids) {
    if (ids.isEmpty()) {
      state.layer().remove(StateKey.PROPOSALS);
      return;
    }
    var out = new CanonicalWriter().i32(ids.size());
    ids.forEach(out::hash);
    state.layer().put(StateKey.PROPOSALS, out.toByteArray());
  }

  public Optional<ProposalRecord> find(Hash id) {
    return state.layer().get(StateKey.proposal(id)).map(ProposalRecord::ofBytes);
  }

  /** What an open one wants. */
  public RuleProposal wanted(Hash id) {
    return state.layer().get(StateKey.proposed(id)).map(RuleProposal::ofBytes).orElseThrow();
  }

  /** Whether somebody, or all together, have as many open as may be. */
  public boolean isFull(ParticipantId proposer) {
    List<Hash> open = open();
    return open.size() >= MAX_OPEN
        || open.stream().filter(id -> find(id).orElseThrow().proposer().equals(proposer)).count()
            >= MAX_OPEN_EACH;
  }

  /** Enters a proposal. */
  public void begin(Hash id, ParticipantId proposer, RuleProposal proposal, long blockMillis) {
    var ids = new ArrayList<>(open());
    ids.add(id);
    putOpen(ids);
    state.layer().put(StateKey.proposed(id), proposal.toBytes());
    put(id, ProposalRecord.begin(proposer, proposal.textHash(), blockMillis));
  }

  private void put(Hash id, ProposalRecord record) {
    state.layer().put(StateKey.proposal(id), record.toBytes());
  }

  public void vote(Hash id, ParticipantId governor, boolean cancels, long blockMillis) {
    put(id, find(id).orElseThrow().withVote(governor, cancels, blockMillis));
  }

  /** Approves one: from then on it waits. */
  public void approve(Hash id, long blockMillis, long dueMillis) {
    put(id, find(id).orElseThrow().approved(blockMillis, dueMillis));
  }

  /** Its changes are made. */
  public void enforce(Hash id, long fromInterval) {
    close(id, find(id).orElseThrow().inForce(fromInterval));
  }

  /** It comes to nothing. */
  public void end(Hash id, ProposalStatus end, long blockMillis) {
    close(id, find(id).orElseThrow().ended(end, blockMillis));
  }

  private void close(Hash id, ProposalRecord record) {
    put(id, record);
    state.layer().remove(StateKey.proposed(id));
    putOpen(open().stream().filter(other -> !other.equals(id)).toList());
  }
}
