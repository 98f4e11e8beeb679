package io.wattmesh.ledger;

import io.wattmesh.ledger.governance.ProposalRecord;
import io.wattmesh.ledger.governance.ProposalStatus;
import io.wattmesh.ledger.governance.Proposals;
import io.wattmesh.ledger.transaction.OutcomeCode;
import io.wattmesh.proto.crypto.MessageType;
import io.wattmesh.proto.crypto.Sha256;
import io.wattmesh.proto.governance.RuleChange;
import io.wattmesh.proto.governance.RuleProposal;
import io.wattmesh.proto.governance.RuleVote;
import io.wattmesh.proto.model.Hash;
import io.wattmesh.proto.model.ParticipantId;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** What a test's governors propose and vote, one transaction a block. */
public final class Governing {
  public static final Hash WHY = Sha256.of("why".getBytes(StandardCharsets.UTF_8));

  private final LedgerRun run;
  private long number;

  public Governing(LedgerRun run) {
    this.run = run;
  }

  public RuleProposal proposal(RuleChange... changes) {
    return new RuleProposal(++number, 0, WHY, List.of(changes));
  }

  public byte[] signed(String governor, RuleProposal proposal) {
    return run.fixture
        .envelope(MessageType.PROPOSAL_OF_RULES, governor, proposal.toBytes())
        .toBytes();
  }

  public byte[] vote(String governor, Hash id, boolean cancels) {
    return run.fixture
        .envelope(MessageType.VOTE_ON_RULES, governor, new RuleVote(id, cancels).toBytes())
        .toBytes();
  }

  public static Hash id(String governor, RuleProposal proposal) {
    return proposal.idBy(new ParticipantId(governor));
  }

  public OutcomeCode propose(long millis, RuleChange... changes) {
    return run.outcome(millis, signed("validator-0", proposal(changes)));
  }

  public ProposalRecord record(Hash id) {
    return new Proposals(run.state()).find(id).orElseThrow();
  }

  public ProposalStatus status(Hash id) {
    return record(id).status();
  }

  /** Proposed by the first of four validators and approved by the next two. */
  public Hash approve(long millis, RuleChange... changes) {
    RuleProposal proposal = proposal(changes);
    Hash id = id("validator-0", proposal);
    run.block(
        millis,
        signed("validator-0", proposal),
        vote("validator-1", id, false),
        vote("validator-2", id, false));
    return id;
  }
}
