package io.wattmesh.ledger.contract.module;

import static io.wattmesh.ledger.GenesisDraft.DOLLAR;
import static org.assertj.core.api.Assertions.assertThat;

import io.wattmesh.ledger.GenesisDraft;
import io.wattmesh.ledger.LedgerFixture;
import io.wattmesh.ledger.LedgerRun;
import io.wattmesh.ledger.market.LedgerMachine.Executed;
import io.wattmesh.ledger.transaction.OutcomeCode;
import io.wattmesh.proto.codec.CanonicalReader;
import io.wattmesh.proto.contract.AllowanceOf;
import io.wattmesh.proto.contract.ApproveAll;
import io.wattmesh.proto.contract.ApproveCommitment;
import io.wattmesh.proto.contract.BalanceOf;
import io.wattmesh.proto.contract.Call;
import io.wattmesh.proto.contract.CallReceipt;
import io.wattmesh.proto.contract.CommitmentId;
import io.wattmesh.proto.contract.Commitments;
import io.wattmesh.proto.contract.ContractEvent;
import io.wattmesh.proto.contract.TransferCommitment;
import io.wattmesh.proto.model.ParticipantId;
import io.wattmesh.proto.proof.SettlementStatement;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * EIP-721's rules, on the awards of the seed's three buses: gen-1 was awarded 147.4 MWh at 12.37 $,
 * load-2 takes 138.2; load-3 buys and sells what gen-1 is owed.
 */
@Tag("seed-40")
@Tag("seed-41")
class ForwardCommitmentTest {
  private static final ParticipantId GEN = new ParticipantId("gen-1");
  private static final ParticipantId LOAD = new ParticipantId("load-2");
  private static final ParticipantId OTHER = new ParticipantId("load-3");
  private static final ParticipantId THIRD = new ParticipantId("gen-3");
  private static final CommitmentId OF_GEN = new CommitmentId(0, GEN);
  private static final CommitmentId OF_LOAD = new CommitmentId(0, LOAD);

  private LedgerFixture fixture = LedgerFixture.uncongested();
  private LedgerRun run = new LedgerRun(fixture);
  private long millis;
  private long nonce;
  private Executed last;

  @BeforeEach
  void clear() {
    run.clearSeed(0);
    millis = run.schedule().gateClosureMillis(0) + 1;
  }

  private OutcomeCode call(ParticipantId who, String method, byte[] arguments) {
    var call = new Call(++nonce, Commitments.CONTRACT, method, arguments);
    last = run.block(++millis, fixture.call(who.value(), call));
    return last.outcomes().getFirst().code();
  }

  private OutcomeCode transfer(
      ParticipantId who, ParticipantId from, ParticipantId to, CommitmentId id) {
    return call(who, Commitments.TRANSFER_FROM, new TransferCommitment(from, to, id).toBytes());
  }

  private OutcomeCode approve(ParticipantId who, CommitmentId id, ParticipantId approved) {
    byte[] arguments = new ApproveCommitment(id, Optional.ofNullable(approved)).toBytes();
    return call(who, Commitments.APPROVE, arguments);
  }

  private CallReceipt receipt() {
    return last.receipts().getFirst();
  }

  private String text(String method, CommitmentId id) {
    assertThat(call(OTHER, method, id.toBytes())).isEqualTo(OutcomeCode.ACCEPTED);
    return CanonicalReader.readAll(receipt().result(), in -> in.text(48));
  }

  private String ownerOf(CommitmentId id) {
    return text(Commitments.OWNER_OF, id);
  }

  private long balanceOf(ParticipantId owner) {
    assertThat(call(OTHER, Commitments.BALANCE_OF, new BalanceOf(owner).toBytes()))
        .isEqualTo(OutcomeCode.ACCEPTED);
    return CanonicalReader.readAll(receipt().result(), CanonicalReader::i64);
  }

  private void assertTold(String event, String... values) {
    assertThat(receipt().events())
        .containsExactly(new ContractEvent(Commitments.CONTRACT, event, List.of(values)));
  }

  private List<String> records() {
    var keys = new ArrayList<String>();
    run.state()
        .layer()
        .tree()
        .forEach(entry -> keys.add(new String(entry.key(), StandardCharsets.ISO_8859_1)));
    return keys.stream().filter(key -> key.startsWith("contract/")).sorted().toList();
  }

  private Executed settle(long genJoules) {
    millis = run.schedule().deliveryMillis(1);
    return run.block(
        millis,
        fixture.readings(0, 1, fixture.reading("gen-1", 0, genJoules)),
        fixture.readings(0, 2, fixture.reading("load-2", 0, -497_000_000_000L)),
        fixture.readings(0, 3, fixture.reading("gen-3", 0, 0), fixture.reading("load-3", 0, 0)));
  }

  @Test
  void each_award_belongs_to_whose_bid_it_is_and_costs_no_record() {
    assertThat(ownerOf(OF_GEN)).isEqualTo("gen-1");
    assertThat(ownerOf(OF_LOAD)).isEqualTo("load-2");
    assertThat(balanceOf(GEN)).isEqualTo(1);
    assertThat(balanceOf(new ParticipantId("nobody"))).isZero();
    assertThat(text(Commitments.GET_APPROVED, OF_GEN)).isEmpty();
    assertThat(records()).isEmpty();
  }

  @Test
  void what_is_no_award_of_a_cleared_interval_is_no_commitment() {
    for (CommitmentId id :
        List.of(
            new CommitmentId(1, GEN),
            new CommitmentId(0, new ParticipantId("nobody")),
            new CommitmentId(0, new ParticipantId("agg-1")))) {
      assertThat(call(OTHER, Commitments.OWNER_OF, id.toBytes()))
          .isEqualTo(OutcomeCode.UNKNOWN_COMMITMENT);
      assertThat(transfer(GEN, GEN, OTHER, id)).isEqualTo(OutcomeCode.UNKNOWN_COMMITMENT);
      assertThat(approve(GEN, id, OTHER)).isEqualTo(OutcomeCode.UNKNOWN_COMMITMENT);
    }
  }

  @Test
  void transfer_from_by_the_owner_changes_the_owner_and_fires_transfer() {
    assertThat(transfer(GEN, GEN, OTHER, OF_GEN)).isEqualTo(OutcomeCode.ACCEPTED);
    assertTold("transfer", "gen-1", "load-3", "0", "gen-1");
    assertThat(ownerOf(OF_GEN)).isEqualTo("load-3");
    assertThat(balanceOf(GEN)).isZero();
    assertThat(balanceOf(OTHER)).isEqualTo(2);
    assertThat(transfer(GEN, GEN, THIRD, OF_GEN))
        .as("no longer its own")
        .isEqualTo(OutcomeCode.NOT_THE_OWNER);
    assertThat(transfer(OTHER, OTHER, THIRD, OF_GEN)).isEqualTo(OutcomeCode.ACCEPTED);
    assertThat(balanceOf(OTHER)).isEqualTo(1);
    assertThat(balanceOf(THIRD)).isEqualTo(2);
  }

  @Test
  void transfer_from_fails_unless_from_is_the_owner_and_the_caller_may() {
    assertThat(transfer(OTHER, GEN, OTHER, OF_GEN)).isEqualTo(OutcomeCode.NOT_THE_OWNER);
    assertThat(transfer(GEN, OTHER, LOAD, OF_GEN)).isEqualTo(OutcomeCode.NOT_THE_OWNER);
    assertThat(records()).isEmpty();
  }

  @Test
  void the_recipient_must_be_a_registered_participant_also_of_a_safe_transfer() {
    for (String nobody : new String[] {"ledger.tariff", "agg-1", "nobody"}) {
      var to = new ParticipantId(nobody);
      assertThat(transfer(GEN, GEN, to, OF_GEN)).isEqualTo(OutcomeCode.UNKNOWN_RECIPIENT);
      byte[] safe = new TransferCommitment(GEN, to, OF_GEN).toBytes();
      assertThat(call(GEN, Commitments.SAFE_TRANSFER_FROM, safe))
          .isEqualTo(OutcomeCode.UNKNOWN_RECIPIENT);
    }
    byte[] safe = new TransferCommitment(GEN, OTHER, OF_GEN).toBytes();
    assertThat(call(GEN, Commitments.SAFE_TRANSFER_FROM, safe)).isEqualTo(OutcomeCode.ACCEPTED);
    assertTold("transfer", "gen-1", "load-3", "0", "gen-1");
  }

  @Test
  void who_is_approved_transfers_once_for_the_approval_ends_with_the_transfer() {
    assertThat(approve(OTHER, OF_GEN, OTHER)).isEqualTo(OutcomeCode.NOT_THE_OWNER);
    assertThat(approve(GEN, OF_GEN, THIRD)).isEqualTo(OutcomeCode.ACCEPTED);
    assertTold("approval", "gen-1", "gen-3", "0", "gen-1");
    assertThat(text(Commitments.GET_APPROVED, OF_GEN)).isEqualTo("gen-3");
    assertThat(ownerOf(OF_GEN)).isEqualTo("gen-1");
    assertThat(transfer(THIRD, GEN, OTHER, OF_GEN)).isEqualTo(OutcomeCode.ACCEPTED);
    assertThat(text(Commitments.GET_APPROVED, OF_GEN)).isEmpty();
    assertThat(transfer(THIRD, OTHER, GEN, OF_GEN)).isEqualTo(OutcomeCode.NOT_THE_OWNER);
  }

  @Test
  void an_approval_is_one_and_can_be_taken_back() {
    approve(GEN, OF_GEN, THIRD);
    approve(GEN, OF_GEN, OTHER);
    assertThat(transfer(THIRD, GEN, OTHER, OF_GEN)).isEqualTo(OutcomeCode.NOT_THE_OWNER);
    assertThat(approve(GEN, OF_GEN, null)).isEqualTo(OutcomeCode.ACCEPTED);
    assertTold("approval", "gen-1", "", "0", "gen-1");
    assertThat(transfer(OTHER, GEN, OTHER, OF_GEN)).isEqualTo(OutcomeCode.NOT_THE_OWNER);
    assertThat(approve(OTHER, OF_GEN, OTHER)).isEqualTo(OutcomeCode.NOT_THE_OWNER);
    assertThat(approve(GEN, OF_GEN, new ParticipantId("nobody")))
        .isEqualTo(OutcomeCode.UNKNOWN_RECIPIENT);
  }

  @Test
  void an_operator_transfers_and_approves_all_that_the_owner_has() {
    byte[] all = new ApproveAll(THIRD, true).toBytes();
    assertThat(call(GEN, Commitments.SET_APPROVAL_FOR_ALL, all)).isEqualTo(OutcomeCode.ACCEPTED);
    assertTold("approval-for-all", "gen-1", "gen-3", "true");
    byte[] pair = new AllowanceOf(GEN, THIRD).toBytes();
    call(OTHER, Commitments.IS_APPROVED_FOR_ALL, pair);
    assertThat(receipt().result()).containsExactly(1);
    assertThat(approve(THIRD, OF_GEN, LOAD)).isEqualTo(OutcomeCode.ACCEPTED);
    assertThat(transfer(THIRD, GEN, OTHER, OF_GEN)).isEqualTo(OutcomeCode.ACCEPTED);
    assertThat(transfer(THIRD, OTHER, GEN, OF_GEN)).isEqualTo(OutcomeCode.NOT_THE_OWNER);

    call(GEN, Commitments.SET_APPROVAL_FOR_ALL, new ApproveAll(THIRD, false).toBytes());
    call(OTHER, Commitments.IS_APPROVED_FOR_ALL, pair);
    assertThat(receipt().result()).containsExactly(0);
    transfer(OTHER, OTHER, GEN, OF_GEN);
    assertThat(transfer(THIRD, GEN, OTHER, OF_GEN)).isEqualTo(OutcomeCode.NOT_THE_OWNER);
  }

  @Test
  void an_award_that_costs_its_owner_is_not_pushed_onto_anybody() {
    assertThat(transfer(LOAD, LOAD, OTHER, OF_LOAD)).isEqualTo(OutcomeCode.NOT_TRANSFERABLE);
    assertThat(ownerOf(OF_LOAD)).isEqualTo("load-2");
  }

  @Test
  void whoever_owns_it_is_paid_the_award_and_then_nothing_is_kept() {
    long buyer = run.account("load-3").balanceMicros();
    transfer(GEN, GEN, OTHER, OF_GEN);
    call(GEN, Commitments.SET_APPROVAL_FOR_ALL, new ApproveAll(THIRD, true).toBytes());
    approve(LOAD, OF_LOAD, THIRD);
    assertThat(records()).hasSize(5);
    assertThat(run.account("gen-1").lockedMicros()).isPositive();

    Executed settled = settle(530_000_000_000L);

    SettlementStatement gen = LedgerRun.statement(settled, "gen-1");
    SettlementStatement own = LedgerRun.statement(settled, "load-3");
    assertThat(gen.paymentMicros()).isGreaterThan(1_800 * DOLLAR);
    assertThat(run.account("load-3").balanceMicros())
        .isEqualTo(buyer + gen.paymentMicros() + own.paymentMicros() + own.deviationMicros());
    assertThat(run.account("gen-1").balanceMicros())
        .isEqualTo(100_000 * DOLLAR + gen.deviationMicros());
    assertThat(run.account("gen-1").lockedMicros()).isZero();
    assertThat(records()).containsExactly("contract/forward-commitment/operator/gen-1/gen-3");
    assertThat(call(OTHER, Commitments.OWNER_OF, OF_GEN.toBytes()))
        .isEqualTo(OutcomeCode.UNKNOWN_COMMITMENT);
    assertThat(balanceOf(OTHER)).isZero();
  }

  @Test
  void who_sells_its_award_guarantees_the_delivery_until_it_has_it_back() {
    long collateral = run.account("gen-1").lockedMicros();
    transfer(GEN, GEN, OTHER, OF_GEN);
    long guarantee = run.account("gen-1").lockedMicros() - collateral;
    assertThat(guarantee).isPositive();
    transfer(OTHER, OTHER, THIRD, OF_GEN);
    assertThat(run.account("gen-1").lockedMicros()).isEqualTo(collateral + guarantee);
    transfer(THIRD, THIRD, GEN, OF_GEN);
    assertThat(run.account("gen-1").lockedMicros()).isEqualTo(collateral);
    transfer(GEN, GEN, GEN, OF_GEN);
    assertThat(run.account("gen-1").lockedMicros()).isEqualTo(collateral);
    transfer(GEN, GEN, OTHER, OF_GEN);

    Executed settled = settle(0);

    SettlementStatement gen = LedgerRun.statement(settled, "gen-1");
    assertThat(gen.deviationMicros())
        .as("all of it is made good, out of the guarantee")
        .isEqualTo(-guarantee);
  }

  @Test
  void without_the_guarantee_nothing_is_sold() {
    fixture =
        LedgerFixture.of(new GenesisDraft().participant("gen-1", 1, 0, 600_000_000, 10 * DOLLAR));
    run = new LedgerRun(fixture);
    clear();
    assertThat(transfer(GEN, GEN, OTHER, OF_GEN)).isEqualTo(OutcomeCode.INSUFFICIENT_FUNDS);
    assertThat(ownerOf(OF_GEN)).isEqualTo("gen-1");
    assertThat(records()).isEmpty();
  }
}
