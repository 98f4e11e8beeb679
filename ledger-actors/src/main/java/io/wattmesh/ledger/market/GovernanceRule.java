package io.wattmesh.ledger.market;

import io.wattmesh.ledger.genesis.Governance;
import io.wattmesh.ledger.governance.Amendment;
import io.wattmesh.ledger.governance.MarketRules;
import io.wattmesh.ledger.governance.ProposalRecord;
import io.wattmesh.ledger.governance.ProposalStatus;
import io.wattmesh.ledger.governance.Proposals;
import io.wattmesh.ledger.market.Execution.Judgement;
import io.wattmesh.ledger.state.LedgerState;
import io.wattmesh.ledger.transaction.OutcomeCode;
import io.wattmesh.proto.chain.Validator;
import io.wattmesh.proto.chain.ValidatorSet;
import io.wattmesh.proto.codec.MalformedBytesException;
import io.wattmesh.proto.crypto.MessageType;
import io.wattmesh.proto.crypto.SignedEnvelope;
import io.wattmesh.proto.governance.RuleChange;
import io.wattmesh.proto.governance.RuleParameter;
import io.wattmesh.proto.governance.RuleProposal;
import io.wattmesh.proto.governance.RuleVote;
import io.wattmesh.proto.model.Hash;
import io.wattmesh.proto.model.ParticipantId;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Proposals of governors and their votes. A proposal is a vote for itself. When more than two
 * thirds of the governors' power are for it, it waits for its delay; when as many are for
 * cancelling it first, it comes to nothing. At its time, before the transactions of the first block
 * then, its changes are made for all intervals whose gate closes later; if they can't be made any
 * more, none is. Who governs, and with which power, is asked with each vote anew.
 */
final class GovernanceRule {
  private GovernanceRule() {}

  /** The governors: a set of their own, or else the validators of the epoch. */
  private static ValidatorSet governors(Execution run) {
    return run.rules().governors().orElseGet(run::validators);
  }

  private static Optional<Judgement> signerRefusal(Execution run, SignedEnvelope envelope) {
    Optional<Validator> governor =
        Execution.participantId(envelope.signer()).flatMap(governors(run)::find);
    if (governor.isEmpty()) {
      return Optional.of(
          Judgement.refuse(OutcomeCode.UNKNOWN_SIGNER, envelope.signer() + " is no governor"));
    }
    return run.holds(envelope, governor.get().key(), run.marketContext())
        ? Optional.empty()
        : Optional.of(Judgement.refuse(OutcomeCode.BAD_SIGNATURE, envelope.toString()));
  }

  static Judgement propose(Execution run, SignedEnvelope envelope) {
    Optional<Judgement> refusal = signerRefusal(run, envelope);
    if (refusal.isPresent()) {
      return refusal.get();
    }
    RuleProposal proposal;
    try {
      proposal = RuleProposal.ofBytes(envelope.payload());
    } catch (MalformedBytesException e) {
      return Judgement.refuse(OutcomeCode.MALFORMED, e.getMessage());
    }
    var proposer = new ParticipantId(envelope.signer());
    var proposals = new Proposals(run.state);
    Hash id = proposal.idBy(proposer);
    if (proposals.find(id).isPresent()) {
      return Judgement.refuse(OutcomeCode.DUPLICATE, "proposal " + id.shortHex() + " is known");
    }
    if (proposals.isFull(proposer)) {
      return Judgement.refuse(
          OutcomeCode.TOO_MANY_PROPOSALS,
          "at most %d proposals are open, %d of one governor; some must be decided or lapse first"
              .formatted(Proposals.MAX_OPEN, Proposals.MAX_OPEN_EACH));
    }
    Optional<String> invalid = amendmentRefusal(run, proposal.changes());
    if (invalid.isPresent()) {
      return Judgement.refuse(OutcomeCode.INVALID_PROPOSAL, invalid.get());
    }
    proposals.begin(id, proposer, proposal, run.blockMillis);
    count(run, proposals, id, proposer, false);
    return Judgement.ACCEPTED;
  }

  static Judgement vote(Execution run, SignedEnvelope envelope) {
    Optional<Judgement> refusal = signerRefusal(run, envelope);
    if (refusal.isPresent()) {
      return refusal.get();
    }
    RuleVote vote;
    try {
      vote = RuleVote.ofBytes(envelope.payload());
    } catch (MalformedBytesException e) {
      return Judgement.refuse(OutcomeCode.MALFORMED, e.getMessage());
    }
    var governor = new ParticipantId(envelope.signer());
    var proposals = new Proposals(run.state);
    Optional<ProposalRecord> record = proposals.find(vote.proposal());
    if (record.isEmpty() || !record.get().status().isOpen() || !record.get().hasRoom()) {
      return Judgement.refuse(
          OutcomeCode.UNKNOWN_PROPOSAL,
          "proposal %s is %s"
              .formatted(
                  vote.proposal().shortHex(),
                  record.map(known -> known.status().name()).orElse("unknown")));
    }
    if (record.get().hasVote(governor, vote.cancels())) {
      return Judgement.refuse(OutcomeCode.DUPLICATE, governor + " has voted so");
    }
    count(run, proposals, vote.proposal(), governor, vote.cancels());
    return Judgement.ACCEPTED;
  }

  private static void count(
      Execution run, Proposals proposals, Hash id, ParticipantId governor, boolean cancels) {
    proposals.vote(id, governor, cancels, run.blockMillis);
    ProposalRecord record = proposals.find(id).orElseThrow();
    if (isQuorum(run, record.cancellations().keySet())) {
      proposals.end(id, ProposalStatus.CANCELLED, run.blockMillis);
    } else if (record.status() == ProposalStatus.PROPOSED
        && isQuorum(run, record.approvals().keySet())) {
      long delay = run.parameters().governance().delayMillis();
      long due =
          Math.max(proposals.wanted(id).notBeforeMillis(), Math.addExact(run.blockMillis, delay));
      proposals.approve(id, run.blockMillis, due);
    }
  }

  /** Whether these, as far as they govern now, have more than two thirds of the power. */
  private static boolean isQuorum(Execution run, Set<ParticipantId> voters) {
    ValidatorSet governors = governors(run);
    var indices = new HashSet<Integer>();
    for (ParticipantId voter : voters) {
      int index = governors.indexOf(voter);
      if (index >= 0) {
        indices.add(index);
      }
    }
    return governors.isQuorum(indices);
  }

  private static Optional<String> amendmentRefusal(Execution run, List<RuleChange> changes) {
    try {
      amendment(run).with(changes);
      return Optional.empty();
    } catch (IllegalArgumentException | ArithmeticException e) {
      return Optional.of(String.valueOf(e.getMessage()));
    }
  }

  private static Amendment amendment(Execution run) {
    return new Amendment(
        run.rules(), run.state, run.contracts(), run.presentInterval(), run.oldestInterval());
  }

  /** At the beginning of a block: what is due takes effect, what nobody wanted lapses. */
  static void pass(Execution run) {
    var proposals = new Proposals(run.state);
    for (Hash id : proposals.open()) {
      ProposalRecord record = proposals.find(id).orElseThrow();
      if (record.status() == ProposalStatus.APPROVED) {
        if (record.effectiveMillis() <= run.blockMillis) {
          enforce(run, proposals, id);
        }
      } else if (lapseMillis(record, run.rules()) < run.blockMillis) {
        proposals.end(id, ProposalStatus.LAPSED, run.blockMillis);
      }
    }
  }

  private static void enforce(Execution run, Proposals proposals, Hash id) {
    List<RuleChange> changes = proposals.wanted(id).changes();
    if (amendmentRefusal(run, changes).isPresent()) {
      proposals.end(id, ProposalStatus.FAILED, run.blockMillis);
      return;
    }
    amendment(run).with(changes).write();
    run.rulesChanged();
    proposals.enforce(id, run.presentInterval());
    tellBidders(run, changes);
  }

  private static void tellBidders(Execution run, List<RuleChange> changes) {
    boolean isOfBidding =
        changes.stream()
            .anyMatch(
                change ->
                    change instanceof RuleChange.SetParameter set && set.parameter().isOfBidding());
    if (isOfBidding) {
      long first = Amendment.firstInterval(RuleParameter.REVEAL_WINDOW, run.presentInterval());
      run.events.add(
          new LedgerEvent.SealingChanged(first, run.sealing(first).revealWindowMillis()));
    }
  }

  private static long lapseMillis(ProposalRecord record, MarketRules rules) {
    Governance governance = rules.genesis().parameters().governance();
    return Math.addExact(record.proposedMillis(), governance.lapseMillis());
  }

  /** When the next proposal is due to take effect; or MAX_VALUE. */
  static long nextMillis(LedgerState state) {
    var proposals = new Proposals(state);
    long next = Long.MAX_VALUE;
    for (Hash id : proposals.open()) {
      ProposalRecord record = proposals.find(id).orElseThrow();
      if (record.status() == ProposalStatus.APPROVED) {
        next = Math.min(next, record.effectiveMillis());
      }
    }
    return next;
  }

  /** Whether it is a governor's new proposal, or vote on one that is open or may still come. */
  static boolean mayTakeEffect(LedgerState state, ValidatorSet governors, SignedEnvelope envelope) {
    Optional<ParticipantId> governor =
        Execution.participantId(envelope.signer()).filter(id -> governors.find(id).isPresent());
    if (governor.isEmpty()) {
      return false;
    }
    var proposals = new Proposals(state);
    if (envelope.type() == MessageType.PROPOSAL_OF_RULES) {
      RuleProposal proposal = RuleProposal.ofBytes(envelope.payload());
      return proposals.find(proposal.idBy(governor.get())).isEmpty();
    }
    RuleVote vote = RuleVote.ofBytes(envelope.payload());
    Optional<ProposalRecord> known = proposals.find(vote.proposal());
    return known.isEmpty()
        || (known.get().status().isOpen() && !known.get().hasVote(governor.get(), vote.cancels()));
  }
}
