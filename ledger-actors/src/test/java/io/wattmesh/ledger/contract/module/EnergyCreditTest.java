package io.wattmesh.ledger.contract.module;

import static org.assertj.core.api.Assertions.assertThat;

import io.wattmesh.ledger.LedgerFixture;
import io.wattmesh.ledger.LedgerRun;
import io.wattmesh.ledger.market.LedgerMachine.Executed;
import io.wattmesh.ledger.state.Supply;
import io.wattmesh.ledger.transaction.OutcomeCode;
import io.wattmesh.proto.contract.Burn;
import io.wattmesh.proto.contract.Call;
import io.wattmesh.proto.contract.ContractEvent;
import io.wattmesh.proto.contract.Tokens;
import io.wattmesh.proto.contract.Transfer;
import io.wattmesh.proto.model.ParticipantId;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Credits are there for verified delivery, as long as nobody claims it as consumed. */
@Tag("seed-44")
class EnergyCreditTest {
  private static final long JOULES = 360_000_000;

  private final LedgerFixture fixture = LedgerFixture.uncongested();
  private final LedgerRun run = new LedgerRun(fixture);
  private long millis;
  private long nonce;

  private void deliver(long interval) {
    run.clearSeed(interval);
    millis = run.schedule().deliveryMillis(interval + 1);
    run.block(
        millis,
        fixture.readings(interval, 1, fixture.reading("gen-1", interval, JOULES)),
        fixture.readings(interval, 2, fixture.reading("load-2", interval, -JOULES)),
        fixture.readings(
            interval,
            3,
            fixture.reading("gen-3", interval, 1),
            fixture.reading("load-3", interval, 0)));
  }

  private Executed burn(String who, long amount, byte... memo) {
    var call = new Call(++nonce, Tokens.CREDIT, Tokens.BURN, new Burn(amount, memo).toBytes());
    return run.block(++millis, fixture.call(who, call));
  }

  private static OutcomeCode code(Executed executed) {
    return executed.outcomes().getFirst().code();
  }

  @Test
  void what_is_burned_leaves_the_holder_and_the_supply_and_is_counted() {
    deliver(0);
    Executed burned = burn("gen-1", JOULES / 4, (byte) 1);

    assertThat(code(burned)).isEqualTo(OutcomeCode.ACCEPTED);
    assertThat(burned.receipts().getFirst().gasUsed()).isEqualTo(4_009);
    assertThat(burned.receipts().getFirst().events())
        .containsExactly(
            new ContractEvent(Tokens.CREDIT, "burn", List.of("gen-1", "" + JOULES / 4)));
    assertThat(run.account("gen-1").creditsJoules()).isEqualTo(JOULES * 3 / 4);
    Supply supply = run.state().supply();
    assertThat(supply.verifiedJoules()).isEqualTo(JOULES + 1);
    assertThat(supply.burnedJoules()).isEqualTo(JOULES / 4);
    assertThat(supply.creditsJoules()).isEqualTo(JOULES * 3 / 4 + 1);
  }

  @Test
  void nobody_burns_more_than_it_has_nor_the_same_twice() {
    deliver(0);
    assertThat(code(burn("load-2", 1))).isEqualTo(OutcomeCode.INSUFFICIENT_FUNDS);
    assertThat(code(burn("gen-1", JOULES + 1))).isEqualTo(OutcomeCode.INSUFFICIENT_FUNDS);
    assertThat(code(burn("gen-1", JOULES))).isEqualTo(OutcomeCode.ACCEPTED);
    assertThat(code(burn("gen-1", 1))).isEqualTo(OutcomeCode.INSUFFICIENT_FUNDS);
    assertThat(code(burn("gen-1", 0))).isEqualTo(OutcomeCode.ACCEPTED);
    assertThat(run.state().supply().creditsJoules()).isEqualTo(1);
  }

  @Test
  @Tag("seed-45")
  void credits_that_were_bought_are_retired_by_the_buyer() {
    deliver(0);
    byte[] sale = new Transfer(new ParticipantId("load-3"), JOULES, new byte[0]).toBytes();
    run.block(++millis, fixture.call("gen-1", new Call(1, Tokens.CREDIT, Tokens.TRANSFER, sale)));
    nonce = 1;
    assertThat(code(burn("gen-1", 1))).isEqualTo(OutcomeCode.INSUFFICIENT_FUNDS);
    assertThat(code(burn("load-3", JOULES))).isEqualTo(OutcomeCode.ACCEPTED);
    assertThat(run.state().supply().burnedJoules()).isEqualTo(JOULES);
  }

  @Test
  void later_intervals_mint_beside_what_was_burned() {
    deliver(0);
    burn("gen-1", JOULES / 2);
    deliver(1);
    Supply supply = run.state().supply();
    assertThat(supply.verifiedJoules()).isEqualTo(2 * JOULES + 2);
    assertThat(supply.creditsJoules()).isEqualTo(2 * JOULES + 2 - JOULES / 2);
  }

  @Test
  void payment_tokens_are_never_burned() {
    deliver(0);
    var call = new Call(1, Tokens.PAYMENT, Tokens.BURN, new Burn(1, new byte[0]).toBytes());
    assertThat(run.outcome(++millis, fixture.call("gen-1", call)))
        .isEqualTo(OutcomeCode.UNKNOWN_METHOD);
  }
}
