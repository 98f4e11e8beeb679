package io.wattmesh.ledger.market;

import static org.assertj.core.api.Assertions.assertThat;

import io.wattmesh.ledger.GenesisDraft;
import io.wattmesh.ledger.Governing;
import io.wattmesh.ledger.LedgerFixture;
import io.wattmesh.ledger.LedgerRun;
import io.wattmesh.ledger.Signing;
import io.wattmesh.ledger.genesis.Governance;
import io.wattmesh.ledger.genesis.Role;
import io.wattmesh.ledger.governance.ProposalStatus;
import io.wattmesh.ledger.transaction.OutcomeCode;
import io.wattmesh.proto.governance.RuleChange;
import io.wattmesh.proto.governance.RuleChange.PutIdentity;
import io.wattmesh.proto.governance.RuleProposal;
import io.wattmesh.proto.model.Hash;
import io.wattmesh.proto.model.ParticipantId;
import io.wattmesh.proto.proof.IntervalStatus;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** A bus holds four aggregators, whether the genesis or governance registered them. */
class GovernedAggregatorsTest {
  private final LedgerRun run = new LedgerRun(LedgerFixture.of(draft()));
  private final Governing governing = new Governing(run);
  private final long start = run.schedule().gateClosureMillis(0) - 60_000;

  private static GenesisDraft draft() {
    var draft = new GenesisDraft();
    draft.governance = new Governance(Optional.empty(), 0, 4_000_000);
    return draft;
  }

  private static RuleChange aggregator(int number) {
    String name = "agg-3-" + number;
    return new PutIdentity(
        new ParticipantId(name),
        Role.AGGREGATOR.code(),
        Signing.key(name).verificationKey(),
        3,
        0,
        0,
        0,
        RuleChange.FOREVER);
  }

  @Test
  void a_fifth_at_once_is_refused_when_it_is_proposed() {
    assertThat(governing.propose(start, aggregator(2), aggregator(3), aggregator(4), aggregator(5)))
        .isEqualTo(OutcomeCode.INVALID_PROPOSAL);
    assertThat(governing.propose(start + 1, aggregator(2), aggregator(3), aggregator(4)))
        .isEqualTo(OutcomeCode.ACCEPTED);
  }

  @Test
  void one_that_would_be_a_fifth_by_now_fails_at_its_time_and_four_books_freeze_the_interval() {
    RuleProposal more = governing.proposal(aggregator(2), aggregator(3), aggregator(4));
    RuleProposal another = governing.proposal(aggregator(5));
    run.block(
        start, governing.signed("validator-0", more), governing.signed("validator-0", another));
    Hash three = Governing.id("validator-0", more);
    Hash fifth = Governing.id("validator-0", another);
    for (String governor : List.of("validator-1", "validator-2")) {
      run.block(
          start, governing.vote(governor, three, false), governing.vote(governor, fifth, false));
    }
    run.block(start + 1);

    assertThat(governing.status(three)).isEqualTo(ProposalStatus.IN_FORCE);
    assertThat(governing.status(fifth)).isEqualTo(ProposalStatus.FAILED);
    var books = new ArrayList<>(List.of(run.fixture.books(0)));
    for (int number = 2; number <= 4; number++) {
      books.add(run.fixture.book("agg-3-" + number, 0, 3));
    }
    run.block(run.schedule().gateClosureMillis(0), books.toArray(byte[][]::new));
    assertThat(run.status(0)).isEqualTo(IntervalStatus.BOOKED);
  }
}
