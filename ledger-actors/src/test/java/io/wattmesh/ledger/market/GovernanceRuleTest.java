package io.wattmesh.ledger.market;

import static io.wattmesh.ledger.GenesisDraft.DOLLAR;
import static io.wattmesh.ledger.GenesisDraft.MEGAWATT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.wattmesh.ledger.GenesisDraft;
import io.wattmesh.ledger.Governing;
import io.wattmesh.ledger.LedgerFixture;
import io.wattmesh.ledger.LedgerRun;
import io.wattmesh.ledger.Signing;
import io.wattmesh.ledger.Validators;
import io.wattmesh.ledger.genesis.Governance;
import io.wattmesh.ledger.genesis.MarketParameters;
import io.wattmesh.ledger.genesis.Role;
import io.wattmesh.ledger.governance.MarketRules;
import io.wattmesh.ledger.governance.ProposalRecord;
import io.wattmesh.ledger.governance.ProposalStatus;
import io.wattmesh.ledger.governance.Proposals;
import io.wattmesh.ledger.governance.RulesReader;
import io.wattmesh.ledger.transaction.OutcomeCode;
import io.wattmesh.proto.chain.Evidence;
import io.wattmesh.proto.chain.VoteContent;
import io.wattmesh.proto.contract.Call;
import io.wattmesh.proto.contract.Tokens;
import io.wattmesh.proto.contract.Transfer;
import io.wattmesh.proto.crypto.MessageType;
import io.wattmesh.proto.crypto.SignedEnvelope;
import io.wattmesh.proto.governance.RuleChange;
import io.wattmesh.proto.governance.RuleChange.PutIdentity;
import io.wattmesh.proto.governance.RuleChange.RevokeIdentity;
import io.wattmesh.proto.governance.RuleChange.SetContract;
import io.wattmesh.proto.governance.RuleChange.SetGovernors;
import io.wattmesh.proto.governance.RuleChange.SetMeters;
import io.wattmesh.proto.governance.RuleChange.SetParameter;
import io.wattmesh.proto.governance.RuleParameter;
import io.wattmesh.proto.governance.RuleProposal;
import io.wattmesh.proto.model.BidCurve;
import io.wattmesh.proto.model.Hash;
import io.wattmesh.proto.model.ParticipantId;
import io.wattmesh.proto.proof.IntervalStatus;
import java.util.List;
import java.util.Optional;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("seed-34")
class GovernanceRuleTest {
  private static final long DELAY = 600_000;

  private final GenesisDraft draft = new GenesisDraft();
  private LedgerFixture fixture;
  private LedgerRun run;
  private Governing governing;
  private long gate;

  GovernanceRuleTest() {
    draft.governance = new Governance(Optional.empty(), DELAY, 10 * DELAY);
    begin();
  }

  private void begin() {
    fixture = LedgerFixture.of(draft);
    run = new LedgerRun(fixture);
    governing = new Governing(run);
    gate = run.schedule().gateClosureMillis(0);
  }

  private MarketRules rules() {
    return new RulesReader(fixture.genesis()).read(run.state());
  }

  private MarketParameters parameters(long interval) {
    return rules().parameters(interval);
  }

  private static SetParameter set(RuleParameter parameter, long value) {
    return new SetParameter(parameter, value);
  }

  private static PutIdentity put(String id, Role role, String key, int bus, long watts) {
    return new PutIdentity(
        new ParticipantId(id),
        role.code(),
        Signing.key(key).verificationKey(),
        bus,
        Math.min(0, watts),
        Math.max(0, watts),
        0,
        RuleChange.FOREVER);
  }

  private static RevokeIdentity revoke(String id) {
    return new RevokeIdentity(new ParticipantId(id));
  }

  private void assertRefused(OutcomeCode code, byte[] transaction) {
    Hash before = run.root();
    assertThat(run.outcome(gate, transaction)).isEqualTo(code);
    assertThat(run.root()).isEqualTo(before);
  }

  @Test
  void a_change_is_in_force_after_its_delay_and_leaves_who_wanted_it_in_the_state() {
    long approved = gate - 3 * DELAY;
    Hash id = governing.approve(approved, set(RuleParameter.PRICE_CAP, 500 * DOLLAR));
    assertThat(governing.status(id)).isEqualTo(ProposalStatus.APPROVED);
    run.block(approved + DELAY - 1);
    assertThat(parameters(0).priceCapMicrosPerMwh()).isEqualTo(1_000 * DOLLAR);

    run.block(approved + DELAY);

    assertThat(parameters(0).priceCapMicrosPerMwh()).isEqualTo(500 * DOLLAR);
    assertThat(new Proposals(run.state()).open()).isEmpty();
    ProposalRecord record = governing.record(id);
    assertThat(record.status()).isEqualTo(ProposalStatus.IN_FORCE);
    assertThat(record.proposer()).isEqualTo(new ParticipantId("validator-0"));
    assertThat(record.textHash()).isEqualTo(Governing.WHY);
    assertThat(record.proposedMillis()).isEqualTo(approved);
    assertThat(record.decidedMillis()).isEqualTo(approved);
    assertThat(record.effectiveMillis()).isEqualTo(approved + DELAY);
    assertThat(record.fromInterval()).isZero();
    assertThat(record.approvals().keySet())
        .containsExactly(
            new ParticipantId("validator-0"),
            new ParticipantId("validator-1"),
            new ParticipantId("validator-2"));
  }

  @Test
  void an_interval_keeps_the_rules_that_held_when_its_gate_closed() {
    governing.approve(gate - DELAY + 1, set(RuleParameter.DEVIATION, 500_000));
    run.block(gate, fixture.books(0));
    run.block(gate + 1, fixture.clearing(run.solved(0)));
    assertThat(parameters(0).deviationPartsPerMillion()).isEqualTo(100_000);
    assertThat(parameters(1).deviationPartsPerMillion()).isEqualTo(500_000);
    long next = run.schedule().gateClosureMillis(1);
    run.block(next, fixture.books(1));
    run.block(next + 1, fixture.clearing(run.solved(1)));

    long tenth = settledDeviation(0, run.schedule().deliveryMillis(1));
    long half = settledDeviation(1, run.schedule().deliveryMillis(2));

    assertThat(tenth).isNegative();
    // Prices and payments are rounded down, the one before it is multiplied by 147 MWh.
    assertThat(half * 11).isCloseTo(tenth * 15, Offset.offset(15 * 147L));
  }

  /** The seller at bus 1 delivers nothing: what that costs it at the price and the factor. */
  private long settledDeviation(long interval, long millis) {
    var executed =
        run.block(
            millis,
            fixture.readings(interval, 1, fixture.reading("gen-1", interval, 0)),
            fixture.readings(
                interval,
                3,
                fixture.reading("gen-3", interval, 0),
                fixture.reading("load-3", interval, 0)),
            fixture.readings(interval, 2, fixture.reading("load-2", interval, 0)));
    return LedgerRun.statement(executed, "gen-1").deviationMicros();
  }

  @Test
  void two_thirds_of_the_power_are_not_enough() {
    draft.governance =
        new Governance(
            Optional.of(Validators.set(0, "governor-a", "governor-b", "governor-c")),
            DELAY,
            10 * DELAY);
    begin();
    RuleProposal proposal = governing.proposal(set(RuleParameter.GAS_PRICE, 7));
    Hash id = Governing.id("governor-a", proposal);
    run.block(gate, governing.signed("governor-a", proposal));
    assertRefused(OutcomeCode.UNKNOWN_SIGNER, governing.vote("validator-0", id, false));
    assertRefused(OutcomeCode.DUPLICATE, governing.vote("governor-a", id, false));
    run.block(gate, governing.vote("governor-b", id, false));
    assertThat(governing.status(id)).isEqualTo(ProposalStatus.PROPOSED);
    run.block(gate + 5, governing.vote("governor-c", id, false));
    assertThat(governing.status(id)).isEqualTo(ProposalStatus.APPROVED);
    assertThat(governing.record(id).effectiveMillis()).isEqualTo(gate + 5 + DELAY);
  }

  @Test
  void the_same_majority_cancels_until_it_takes_effect_and_not_later() {
    Hash id = governing.approve(gate, set(RuleParameter.VOID_PRICE, 5));
    run.block(gate + 1, governing.vote("validator-3", id, true));
    run.block(gate + 2, governing.vote("validator-0", id, true));
    assertThat(governing.status(id)).isEqualTo(ProposalStatus.APPROVED);
    run.block(gate + 3, governing.vote("validator-1", id, true));
    assertThat(governing.status(id)).isEqualTo(ProposalStatus.CANCELLED);
    run.block(gate + 2 * DELAY);
    assertThat(parameters(9).voidPriceMicrosPerMwh()).isEqualTo(20 * DOLLAR);

    Hash other = governing.approve(gate + 2 * DELAY, set(RuleParameter.VOID_PRICE, 6));
    run.block(gate + 3 * DELAY);
    gate += 3 * DELAY;
    assertRefused(OutcomeCode.UNKNOWN_PROPOSAL, governing.vote("validator-3", other, true));
    assertThat(parameters(9).voidPriceMicrosPerMwh()).isEqualTo(6);
  }

  @Test
  void what_nobody_approves_lapses_and_does_not_come_back() {
    RuleProposal proposal = governing.proposal(set(RuleParameter.GAS_PRICE, 7));
    byte[] signed = governing.signed("validator-0", proposal);
    Hash id = Governing.id("validator-0", proposal);
    run.block(gate, signed);
    run.block(gate + 10 * DELAY);
    assertThat(governing.status(id)).isEqualTo(ProposalStatus.PROPOSED);
    run.block(gate + 10 * DELAY + 1);
    assertThat(governing.status(id)).isEqualTo(ProposalStatus.LAPSED);
    assertRefused(OutcomeCode.UNKNOWN_PROPOSAL, governing.vote("validator-1", id, false));
    assertRefused(OutcomeCode.DUPLICATE, signed);
  }

  @Test
  void values_that_the_market_could_not_live_with_are_refused_when_proposed() {
    RuleChange[] wrong = {
      set(RuleParameter.PRICE_CAP, 0),
      set(RuleParameter.PRICE_CAP, 19 * DOLLAR), // the void price is 20
      set(RuleParameter.PRICE_CAP, Long.MAX_VALUE),
      set(RuleParameter.DEVIATION, -1),
      set(RuleParameter.DEVIATION, 1_000_001),
      set(RuleParameter.VOID_PRICE, 1_000 * DOLLAR + 1),
      set(RuleParameter.GAS_PRICE, -1),
      set(RuleParameter.TRADE_FEE, 1_000_001),
      set(RuleParameter.DELAY, -1),
      put("ledger.tariff", Role.PARTICIPANT, "new", 1, MEGAWATT),
      put("new", Role.PARTICIPANT, "new", 9, MEGAWATT),
      put("new", Role.PARTICIPANT, "new", 1, Long.MAX_VALUE / 2),
      put("new", Role.AGGREGATOR, "new", 1, MEGAWATT),
      put("gen-1", Role.ORACLE, "new", 1, 0),
      put("gen-1", Role.PARTICIPANT, "new", 2, MEGAWATT),
      revoke("nobody"),
      revoke("agg-2"), // its bus has an oracle
      new SetMeters(new ParticipantId("gen-1"), List.of(new ParticipantId("meter-2"))),
      new SetMeters(new ParticipantId("agg-1"), List.of()),
      new SetContract("payment-token", 3),
      new SetContract("payment-token", 1), // it has it
      new SetContract("energy-credit", 2),
      new SetContract("no-token", 0),
    };
    for (RuleChange change : wrong) {
      RuleProposal proposal = governing.proposal(set(RuleParameter.GAS_PRICE, 3), change);
      assertRefused(OutcomeCode.INVALID_PROPOSAL, governing.signed("validator-0", proposal));
    }
  }

  @Test
  void what_came_to_be_wrong_since_it_was_proposed_changes_nothing() {
    governing.approve(gate, set(RuleParameter.VOID_PRICE, 900 * DOLLAR));
    Hash late =
        governing.approve(
            gate + 1, set(RuleParameter.GAS_PRICE, 3), set(RuleParameter.PRICE_CAP, 800 * DOLLAR));
    run.block(gate + 2 * DELAY);
    assertThat(governing.status(late)).isEqualTo(ProposalStatus.FAILED);
    assertThat(parameters(9).fees().gasPriceMicros()).isZero();
    assertThat(parameters(9).priceCapMicrosPerMwh()).isEqualTo(1_000 * DOLLAR);
    assertThat(parameters(9).voidPriceMicrosPerMwh()).isEqualTo(900 * DOLLAR);
  }

  @Test
  void only_a_governor_proposes_and_only_with_its_own_key() {
    RuleProposal proposal = governing.proposal(set(RuleParameter.GAS_PRICE, 3));
    assertRefused(OutcomeCode.UNKNOWN_SIGNER, governing.signed("gen-1", proposal));
    assertRefused(OutcomeCode.UNKNOWN_SIGNER, governing.signed("NOT an id!", proposal));
    byte[] forged = governing.signed("validator-0", proposal);
    forged[forged.length - 1] ^= 1;
    assertRefused(OutcomeCode.BAD_SIGNATURE, forged);
    byte[] malformed =
        fixture.envelope(MessageType.PROPOSAL_OF_RULES, "validator-0", new byte[7]).toBytes();
    assertRefused(OutcomeCode.MALFORMED, malformed);
    malformed = fixture.envelope(MessageType.VOTE_ON_RULES, "validator-0", new byte[7]).toBytes();
    assertRefused(OutcomeCode.MALFORMED, malformed);
    assertRefused(OutcomeCode.UNKNOWN_PROPOSAL, governing.vote("validator-0", Hash.ZERO, false));
  }

  @Test
  void a_governor_has_eight_proposals_open_at_most() {
    for (int k = 0; k < Proposals.MAX_OPEN_EACH; k++) {
      assertThat(governing.propose(gate, set(RuleParameter.GAS_PRICE, k)))
          .isEqualTo(OutcomeCode.ACCEPTED);
    }
    RuleProposal ninth = governing.proposal(set(RuleParameter.GAS_PRICE, 9));
    assertRefused(OutcomeCode.TOO_MANY_PROPOSALS, governing.signed("validator-0", ninth));
    assertThat(run.outcome(gate, governing.signed("validator-1", ninth)))
        .isEqualTo(OutcomeCode.ACCEPTED);
  }

  @Test
  void a_new_participant_takes_part_from_the_next_interval_and_begins_with_nothing() {
    governing.approve(gate - DELAY, put("gen-9", Role.PARTICIPANT, "gen-9", 1, 50 * MEGAWATT));
    byte[] early =
        fixture.call("gen-9", new Call(1, Tokens.PAYMENT, Tokens.TOTAL_SUPPLY, new byte[0]));
    assertThat(run.outcome(gate - 1, early)).isEqualTo(OutcomeCode.UNKNOWN_SIGNER);
    run.block(gate);
    assertThat(rules().participants(0)).isEqualTo(4);
    assertThat(rules().participants(1)).isEqualTo(5);
    assertThat(run.account("gen-9").balanceMicros()).isZero();

    run.bookSeed(0);
    assertThat(run.outcome(gate + 1, early)).isEqualTo(OutcomeCode.ACCEPTED);
    var payment = new Transfer(new ParticipantId("gen-9"), 700, new byte[0]).toBytes();
    byte[] call = fixture.call("gen-1", new Call(1, Transfer.CONTRACT, Transfer.METHOD, payment));
    assertThat(run.outcome(gate + 2, call)).isEqualTo(OutcomeCode.ACCEPTED);
    assertThat(run.account("gen-9").balanceMicros()).isEqualTo(700);

    long millis = run.schedule().gateClosureMillis(1);
    var bid =
        fixture.bid(
            "gen-9", 1, 1, 1, new BidCurve(new long[] {0, 300_000}, new long[] {DOLLAR, DOLLAR}));
    run.block(
        millis,
        fixture.book(1, 1, bid, fixture.bid("gen-1", 1, 2, LedgerFixture.GEN_1)),
        fixture.book(1, 2),
        fixture.book(1, 3));
    assertThat(run.state().book(1, 1).orElseThrow().bids()).hasSize(2);
  }

  @Test
  void all_registered_then_are_awaited_before_an_interval_is_settled() {
    governing.approve(gate - DELAY, revoke("load-2"));
    run.block(gate, fixture.books(0));
    run.block(gate + 1, fixture.clearing(run.solved(0)));
    var executed = run.block(run.schedule().gateClosureMillis(1), fixture.books(1));
    assertThat(executed.outcomes().get(1).refusedParts()).isEqualTo(1);
    run.block(
        run.schedule().deliveryMillis(1),
        fixture.readings(0, 1, fixture.reading("gen-1", 0, 0)),
        fixture.readings(0, 3, fixture.reading("gen-3", 0, 0), fixture.reading("load-3", 0, 0)));
    assertThat(run.status(0)).isEqualTo(IntervalStatus.CLEARED);
    run.block(
        run.schedule().deliveryMillis(1) + 1,
        fixture.readings(0, 2, fixture.reading("load-2", 0, 0)));
    assertThat(run.status(0)).isEqualTo(IntervalStatus.SETTLED);

    run.block(
        run.schedule().deliveryMillis(2),
        fixture.readings(1, 1, fixture.reading("gen-1", 1, 0)),
        fixture.readings(1, 3, fixture.reading("gen-3", 1, 0), fixture.reading("load-3", 1, 0)));
    assertThat(run.status(1)).isEqualTo(IntervalStatus.SETTLED);
  }

  @Test
  void another_key_counts_from_the_next_gate_and_the_first_until_then() {
    governing.approve(gate - DELAY, put("agg-1", Role.AGGREGATOR, "agg-1-new", 1, 0));
    run.block(gate);
    var payload = SignedEnvelope.ofBytes(fixture.book(1, 1)).payload();
    byte[] anew =
        fixture
            .context()
            .sign(MessageType.BID_BOOK, "agg-1", payload, Signing.key("agg-1-new"))
            .toBytes();
    assertThat(run.outcome(gate, fixture.book(0, 1))).isEqualTo(OutcomeCode.ACCEPTED);
    long next = run.schedule().gateClosureMillis(1);
    assertThat(run.outcome(next, fixture.book(1, 1))).isEqualTo(OutcomeCode.BAD_SIGNATURE);
    assertThat(run.outcome(next, anew)).isEqualTo(OutcomeCode.ACCEPTED);
  }

  @Test
  void a_retired_contract_is_not_called_until_it_is_registered_again() {
    governing.approve(gate, new SetContract(Tokens.PAYMENT, 0));
    run.block(gate + DELAY);
    assertThat(supply(1, gate + DELAY + 1)).isEqualTo(OutcomeCode.ACCEPTED);
    assertThat(supply(2, gate + DELAY + 2)).isEqualTo(OutcomeCode.UNREGISTERED_CONTRACT);
    governing.approve(gate + DELAY + 3, new SetContract(Tokens.PAYMENT, 1));
    run.block(gate + 3 * DELAY);
    assertThat(supply(3, gate + 3 * DELAY)).isEqualTo(OutcomeCode.UNREGISTERED_CONTRACT);
    assertThat(supply(4, gate + 3 * DELAY)).isEqualTo(OutcomeCode.ACCEPTED);
  }

  private OutcomeCode supply(long nonce, long millis) {
    var call = new Call(nonce, Tokens.PAYMENT, Tokens.TOTAL_SUPPLY, new byte[0]);
    return run.outcome(millis, fixture.call("gen-1", call));
  }

  @Test
  void a_contracts_version_only_rises_and_waits_for_the_next_epoch() {
    governing.approve(gate, new SetContract(Tokens.PAYMENT, 2));
    run.block(gate + DELAY);
    assertThat(rules().contractVersion(Tokens.PAYMENT, 1)).isEqualTo(1);
    assertThat(rules().contractVersion(Tokens.PAYMENT, 2)).isEqualTo(2);
    assertThat(run.state().nextValidators().orElseThrow())
        .isEqualTo(Validators.set(2, "validator-0", "validator-1", "validator-2", "validator-3"));
    run.block(gate + DELAY);
    assertThat(run.state().validators().orElseThrow().epoch()).isEqualTo(2);
    gate += DELAY;
    for (int version : List.of(1, 2, 3)) {
      RuleProposal proposal = governing.proposal(new SetContract(Tokens.PAYMENT, version));
      assertRefused(OutcomeCode.INVALID_PROPOSAL, governing.signed("validator-0", proposal));
    }
    governing.approve(gate, new SetContract(Tokens.PAYMENT, 0));
    run.block(gate + DELAY);
    assertThat(rules().contractVersion(Tokens.PAYMENT, 3)).isZero();
    gate += DELAY;
    run.block(gate);
    RuleProposal older = governing.proposal(new SetContract(Tokens.PAYMENT, 1));
    assertRefused(OutcomeCode.INVALID_PROPOSAL, governing.signed("validator-0", older));
    governing.approve(gate, new SetContract(Tokens.PAYMENT, 2));
    run.block(gate + DELAY);
    assertThat(rules().contractVersion(Tokens.PAYMENT, 3)).isZero();
    assertThat(rules().contractVersion(Tokens.PAYMENT, 4)).isEqualTo(2);
  }

  private SignedEnvelope vote(String validator, Hash block) {
    return fixture.envelope(MessageType.VOTE, validator, new VoteContent(7, block, 6).toBytes());
  }

  @Test
  void who_is_convicted_has_no_place_in_the_epoch_that_a_contract_waits_for() {
    governing.approve(gate, new SetContract(Tokens.PAYMENT, 2));
    SignedEnvelope one = vote("validator-3", Hash.ZERO);
    byte[] both = new Evidence(one, vote("validator-3", Governing.WHY)).toBytes();
    byte[] evidence = fixture.envelope(MessageType.EVIDENCE, "validator-0", both).toBytes();
    assertThat(run.outcome(gate + DELAY - 1, evidence)).isEqualTo(OutcomeCode.ACCEPTED);
    run.block(gate + DELAY);
    assertThat(run.state().nextValidators().orElseThrow())
        .isEqualTo(Validators.set(2, "validator-0", "validator-1", "validator-2"));
    run.block(gate + DELAY);
    assertThat(rules().contractVersion(Tokens.PAYMENT, 2)).isEqualTo(2);
    run.block(gate + DELAY);
    assertThat(run.state().nextValidators()).isEmpty();
  }

  @Test
  void governors_hand_over_to_others_and_back_to_the_validators() {
    governing.approve(gate, new SetGovernors(Optional.of(Validators.set(0, "governor-a"))));
    run.block(gate + DELAY);
    gate += DELAY;
    RuleProposal proposal = governing.proposal(new SetGovernors(Optional.empty()));
    assertRefused(OutcomeCode.UNKNOWN_SIGNER, governing.signed("validator-0", proposal));
    run.block(gate, governing.signed("governor-a", proposal));
    assertThat(governing.status(Governing.id("governor-a", proposal)))
        .isEqualTo(ProposalStatus.APPROVED);
    run.block(gate + DELAY);
    assertThat(rules().governors()).isEmpty();
  }

  @Test
  void a_block_is_wanted_when_a_change_is_due() {
    governing.approve(gate, set(RuleParameter.GAS_PRICE, 3));
    assertThat(run.machine.hasDeadlineBy(run.state().layer(), gate + DELAY)).isFalse();
    assertThat(run.machine.hasDeadlineBy(run.state().layer(), gate + DELAY + 1)).isTrue();
  }

  @Test
  void a_pool_keeps_only_governors_proposals_and_votes_that_can_still_count() {
    RuleProposal proposal = governing.proposal(set(RuleParameter.GAS_PRICE, 3));
    byte[] signed = governing.signed("validator-0", proposal);
    byte[] vote = governing.vote("validator-1", Governing.id("validator-0", proposal), false);
    assertThat(mayTakeEffect(signed)).isTrue();
    assertThat(mayTakeEffect(vote)).isTrue();
    assertThat(mayTakeEffect(governing.signed("gen-1", proposal))).isFalse();
    run.block(gate, signed, vote);
    assertThat(mayTakeEffect(signed)).isFalse();
    assertThat(mayTakeEffect(vote)).isFalse();
  }

  private boolean mayTakeEffect(byte[] transaction) {
    return run.machine.mayTakeEffect(run.state().layer(), transaction);
  }

  @Test
  void a_delay_or_a_power_beyond_all_bounds_is_no_genesis() {
    assertThatThrownBy(() -> new Governance(Optional.empty(), -1, 1)).hasMessageContaining("delay");
    assertThatThrownBy(() -> new Governance(Optional.empty(), 1, 0)).hasMessageContaining("delay");
  }
}
