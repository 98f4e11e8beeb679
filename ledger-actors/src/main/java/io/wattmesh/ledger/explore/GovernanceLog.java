package io.wattmesh.ledger.explore;

import io.wattmesh.ledger.audit.LedgerAudit.Replayed;
import io.wattmesh.ledger.governance.ProposalRecord;
import io.wattmesh.ledger.governance.ProposalStatus;
import io.wattmesh.ledger.governance.Proposals;
import io.wattmesh.ledger.transaction.Outcome;
import io.wattmesh.proto.chain.BlockHeader;
import io.wattmesh.proto.codec.MalformedBytesException;
import io.wattmesh.proto.crypto.MessageType;
import io.wattmesh.proto.crypto.SignedEnvelope;
import io.wattmesh.proto.governance.RuleProposal;
import io.wattmesh.proto.governance.RuleVote;
import io.wattmesh.proto.model.Hash;
import io.wattmesh.proto.model.ParticipantId;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What governors did and what came of it, from a replay: each proposal and vote, also the refused
 * ones, and each time that a proposal's status changed. The state forgets what a decided proposal
 * wanted; here it is kept.
 */
public final class GovernanceLog {
  /** What happened. */
  public enum Kind {
    PROPOSED,
    VOTED,
    VOTED_TO_CANCEL,
    APPROVED,
    IN_FORCE,
    CANCELLED,
    LAPSED,
    FAILED
  }

  /**
   * One thing that happened.
   *
   * @param proposal empty if a refused transaction can't be read
   * @param governor who signed it; empty where nobody did
   * @param outcome what became of a transaction; empty where there is none
   */
  public record Entry(
      long height,
      long blockMillis,
      Kind kind,
      Optional<Hash> proposal,
      Optional<String> governor,
      Optional<Outcome> outcome) {}

  private final List<Entry> entries = new ArrayList<>();
  private final Map<Hash, RuleProposal> proposals = new LinkedHashMap<>();
  private final Map<Hash, ProposalRecord> records = new LinkedHashMap<>();
  private final Set<Hash> undecided = new LinkedHashSet<>();

  /** Takes in the next block. */
  public void follow(Replayed replayed) {
    BlockHeader header = replayed.block().header();
    List<byte[]> transactions = replayed.block().transactions();
    var state = new Proposals(replayed.executed().state());
    var acted = new ArrayList<Entry>();
    // What is due takes effect before a block's transactions; what they decide comes behind.
    followStatus(header, state, true);
    for (int k = 0; k < transactions.size(); k++) {
      read(header, transactions.get(k), replayed.executed().outcomes().get(k), acted);
    }
    entries.addAll(acted);
    followStatus(header, state, false);
  }

  private void read(BlockHeader header, byte[] transaction, Outcome outcome, List<Entry> acted) {
    SignedEnvelope envelope;
    try {
      envelope = SignedEnvelope.ofBytes(transaction);
    } catch (MalformedBytesException e) {
      return; // The log orders whatever bytes there are.
    }
    Optional<Hash> id = Optional.empty();
    Kind kind;
    if (envelope.type() == MessageType.PROPOSAL_OF_RULES) {
      kind = Kind.PROPOSED;
      id = proposal(envelope, outcome);
    } else if (envelope.type() == MessageType.VOTE_ON_RULES) {
      Optional<RuleVote> vote = vote(envelope);
      kind = vote.filter(RuleVote::cancels).isPresent() ? Kind.VOTED_TO_CANCEL : Kind.VOTED;
      id = vote.map(RuleVote::proposal);
    } else {
      return;
    }
    acted.add(
        new Entry(
            header.height(),
            header.timestampMillis(),
            kind,
            id,
            Optional.of(envelope.signer()),
            Optional.of(outcome)));
  }

  private Optional<Hash> proposal(SignedEnvelope envelope, Outcome outcome) {
    try {
      RuleProposal proposal = RuleProposal.ofBytes(envelope.payload());
      Hash id = proposal.idBy(new ParticipantId(envelope.signer()));
      if (outcome.accepted()) {
        proposals.put(id, proposal);
        undecided.add(id);
      }
      return Optional.of(id);
    } catch (MalformedBytesException | IllegalArgumentException e) {
      return Optional.empty(); // Refused: its bytes or its signer's name are none.
    }
  }

  private static Optional<RuleVote> vote(SignedEnvelope envelope) {
    try {
      return Optional.of(RuleVote.ofBytes(envelope.payload()));
    } catch (MalformedBytesException e) {
      return Optional.empty();
    }
  }

  /** Tells of each proposal that was undecided whether it is still, and keeps its record. */
  private void followStatus(BlockHeader header, Proposals state, boolean before) {
    for (Hash id : List.copyOf(undecided)) {
      ProposalRecord record = state.find(id).orElseThrow();
      ProposalStatus last =
          Optional.ofNullable(records.get(id))
              .map(ProposalRecord::status)
              .orElse(ProposalStatus.PROPOSED);
      boolean byTime =
          record.status() == ProposalStatus.IN_FORCE
              || record.status() == ProposalStatus.LAPSED
              || record.status() == ProposalStatus.FAILED;
      if (before && !byTime) {
        continue;
      }
      records.put(id, record);
      if (record.status() != last) {
        entries.add(
            new Entry(
                header.height(),
                header.timestampMillis(),
                kind(record.status()),
                Optional.of(id),
                Optional.empty(),
                Optional.empty()));
      }
      if (!record.status().isOpen()) {
        undecided.remove(id);
      }
    }
  }

  private static Kind kind(ProposalStatus status) {
    return switch (status) {
      case PROPOSED -> Kind.PROPOSED;
      case APPROVED -> Kind.APPROVED;
      case IN_FORCE -> Kind.IN_FORCE;
      case CANCELLED -> Kind.CANCELLED;
      case LAPSED -> Kind.LAPSED;
      case FAILED -> Kind.FAILED;
    };
  }

  /** All that happened, in order. */
  public List<Entry> entries() {
    return Collections.unmodifiableList(entries);
  }

  /** What each accepted proposal wants, in the order in which they were made. */
  public Map<Hash, RuleProposal> proposals() {
    return Collections.unmodifiableMap(proposals);
  }

  /** How each accepted proposal stands, in the order in which they were made. */
  public Map<Hash, ProposalRecord> records() {
    return Collections.unmodifiableMap(records);
  }
}
