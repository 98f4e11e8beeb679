package io.wattmesh.ledger.settlement;

import static io.wattmesh.ledger.settlement.SmallMarket.KWH;
import static org.assertj.core.api.Assertions.assertThat;

import io.wattmesh.ledger.CreditDraft;
import io.wattmesh.ledger.GenesisDraft;
import io.wattmesh.ledger.LedgerFixture;
import io.wattmesh.ledger.LedgerRun;
import io.wattmesh.ledger.genesis.LossOrder;
import io.wattmesh.ledger.market.LedgerEvent;
import io.wattmesh.ledger.market.LedgerMachine.Executed;
import io.wattmesh.ledger.settlement.SettlementNote.Losses;
import io.wattmesh.ledger.settlement.SettlementNote.Shortage;
import io.wattmesh.ledger.transaction.OutcomeCode;
import io.wattmesh.proto.contract.Call;
import io.wattmesh.proto.contract.Deposit;
import io.wattmesh.proto.contract.Tokens;
import io.wattmesh.proto.model.ParticipantId;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * At 200 $/MWh load-2, which has 11 tokens, is awarded 10 kWh for 2 of them and takes 100: the
 * other 90 cost 19.8. gen-1 delivers 110 kWh and not 10: it is owed 18. The reserve is 4.
 */
class OrderOfLossTest {
  private static final long TOKEN = 1_000_000;
  private static final ParticipantId LOAD = new ParticipantId("load-2");

  private static LedgerRun run(LossOrder order, long depositMicros) {
    var draft = new GenesisDraft().participant("load-2", 2, -200_000_000, 0, 11 * TOKEN);
    draft.capMicrosPerMwh = 300 * TOKEN;
    draft.reserveMicros = 4 * TOKEN;
    var credit = new CreditDraft();
    credit.lossOrder = order;
    draft.credit = credit.build();
    LedgerRun run = new LedgerRun(LedgerFixture.of(draft));
    if (depositMicros > 0) {
      byte[] arguments = new Deposit(depositMicros).toBytes();
      var call = new Call(1, Tokens.PAYMENT, Tokens.POST_DEPOSIT, arguments);
      assertThat(
              run.outcome(
                  run.schedule().gateClosureMillis(0) - 1, run.fixture.call("load-2", call)))
          .isEqualTo(OutcomeCode.ACCEPTED);
    }
    SmallMarket.clear(run, 200);
    return run;
  }

  private static Losses losses(Executed executed) {
    return SmallMarket.notes(executed, Losses.class).getFirst();
  }

  private static Losses losses(long fromFree, long fromDeposit, long paid) {
    var shortage = new Shortage(LOAD, 19_800_000, fromFree, fromDeposit);
    return new Losses(19_800_000, fromFree, fromDeposit, 18 * TOKEN, paid, List.of(shortage));
  }

  @Test
  void free_tokens_then_the_reserve_then_a_cut_is_what_genesis_has_by_default() {
    LedgerRun run = run(LossOrder.FREE_RESERVE, 5 * TOKEN);
    Losses losses = losses(SmallMarket.meter(run, 110 * KWH, -100 * KWH));
    // 11 tokens, of which 5 are set aside and 2 paid for the award: 4 are free.
    assertThat(losses).isEqualTo(losses(4 * TOKEN, 0, 8 * TOKEN));
    assertThat(run.account("load-2").balanceMicros()).isEqualTo(5 * TOKEN);
    assertThat(run.account("ledger.balancing").balanceMicros()).isZero();
    assertThat(losses.reserveMicros()).isEqualTo(4 * TOKEN);
    assertThat(losses.cutMicros()).isEqualTo(10 * TOKEN);
  }

  @Test
  void a_deposit_comes_before_the_reserve_where_genesis_says_so() {
    LedgerRun run = run(LossOrder.FREE_DEPOSIT_RESERVE, 5 * TOKEN);
    Losses losses = losses(SmallMarket.meter(run, 110 * KWH, -100 * KWH));
    assertThat(losses).isEqualTo(losses(4 * TOKEN, 5 * TOKEN, 13 * TOKEN));
    assertThat(run.account("load-2").balanceMicros()).isZero();
    assertThat(run.account("load-2").lockedMicros()).isZero();
    assertThat(run.account("ledger.balancing").balanceMicros()).isZero();
  }

  @Test
  void without_the_reserve_those_who_are_owed_get_what_the_others_paid() {
    LedgerRun run = run(LossOrder.FREE, 5 * TOKEN);
    assertThat(losses(SmallMarket.meter(run, 110 * KWH, -100 * KWH)))
        .isEqualTo(losses(4 * TOKEN, 0, 4 * TOKEN));
    assertThat(run.account("ledger.balancing").balanceMicros()).isEqualTo(4 * TOKEN);
    LedgerRun both = run(LossOrder.FREE_DEPOSIT, 5 * TOKEN);
    assertThat(losses(SmallMarket.meter(both, 110 * KWH, -100 * KWH)))
        .isEqualTo(losses(4 * TOKEN, 5 * TOKEN, 9 * TOKEN));
    assertThat(both.account("ledger.balancing").balanceMicros()).isEqualTo(4 * TOKEN);
  }

  @ParameterizedTest
  @EnumSource
  void whatever_the_order_each_step_adds_up_to_what_was_due_and_owed(LossOrder order) {
    for (long deposit : new long[] {0, 1, 5 * TOKEN, 7 * TOKEN}) {
      LedgerRun run = run(order, deposit);
      long reserve = run.account("ledger.balancing").balanceMicros();
      long paidBefore = run.account("gen-1").balanceMicros();
      Losses losses = losses(SmallMarket.meter(run, 110 * KWH, -100 * KWH));
      assertThat(losses.fromFreeMicros() + losses.fromDepositsMicros() + losses.unpaidMicros())
          .isEqualTo(19_800_000);
      assertThat(losses.paidMicros() + losses.cutMicros()).isEqualTo(18 * TOKEN);
      assertThat(run.account("ledger.balancing").balanceMicros())
          .isEqualTo(reserve - losses.reserveMicros());
      assertThat(run.account("gen-1").balanceMicros())
          .isEqualTo(paidBefore + 2 * TOKEN + losses.paidMicros());
      assertThat(losses.fromDepositsMicros())
          .isEqualTo(order.takesDeposit() ? Math.min(deposit, 19_800_000) : 0);
      assertThat(losses.unpaidMicros()).isNotNegative();
      assertThat(losses.cutMicros()).isNotNegative();
    }
  }

  @Test
  void what_is_left_of_a_deposit_stays_one() {
    LedgerRun run = run(LossOrder.FREE_DEPOSIT_RESERVE, 5 * TOKEN);
    // 28 kWh beyond the award cost 6.16; 4 are free, 2.16 come from the deposit.
    Losses losses = losses(SmallMarket.meter(run, 10 * KWH, -38 * KWH));
    assertThat(losses.fromDepositsMicros()).isEqualTo(2_160_000);
    assertThat(run.account("load-2").balanceMicros()).isEqualTo(2_840_000);
    assertThat(run.account("load-2").lockedMicros()).isEqualTo(2_840_000);
    byte[] rest = new Deposit(2_840_000).toBytes();
    var call = new Call(2, Tokens.PAYMENT, Tokens.RELEASE_DEPOSIT, rest);
    assertThat(run.outcome(run.schedule().deliveryMillis(1) + 1, run.fixture.call("load-2", call)))
        .isEqualTo(OutcomeCode.ACCEPTED);
    assertThat(run.account("load-2").lockedMicros()).isZero();
  }

  @Test
  void a_bid_stands_only_if_its_participant_has_set_enough_aside() {
    var draft = new GenesisDraft();
    var credit = new CreditDraft();
    credit.requiredDepositMicros = TOKEN;
    draft.credit = credit.build();
    LedgerRun run = new LedgerRun(LedgerFixture.of(draft));
    byte[] arguments = new Deposit(TOKEN).toBytes();
    var call = new Call(1, Tokens.PAYMENT, Tokens.POST_DEPOSIT, arguments);
    long gate = run.schedule().gateClosureMillis(0);
    run.block(gate - 1, run.fixture.call("gen-3", call));
    Executed executed = run.block(gate, run.fixture.books(0));
    List<OutcomeCode> refused =
        executed.events().stream()
            .filter(LedgerEvent.BookCommitted.class::isInstance)
            .map(LedgerEvent.BookCommitted.class::cast)
            .flatMap(book -> book.refused().values().stream())
            .toList();
    assertThat(refused).hasSize(3).containsOnly(OutcomeCode.INSUFFICIENT_COLLATERAL);
    assertThat(run.state().progress(0).standingBids()).isEqualTo(1);
    assertThat(run.account("gen-3").lastNonce()).isEqualTo(1);
  }
}
