package io.wattmesh.ledger.settlement;

import static org.assertj.core.api.Assertions.assertThat;

import io.wattmesh.ledger.CreditDraft;
import io.wattmesh.ledger.GenesisDraft;
import io.wattmesh.ledger.LedgerFixture;
import io.wattmesh.ledger.LedgerRun;
import io.wattmesh.ledger.genesis.Role;
import io.wattmesh.ledger.market.LedgerMachine.Executed;
import io.wattmesh.ledger.settlement.SettlementNote.FeederExceeded;
import io.wattmesh.ledger.transaction.OutcomeCode;
import io.wattmesh.proto.crypto.SignedEnvelope;
import io.wattmesh.proto.proof.IntervalStatus;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * A feeder-head meter at bus 3 bounds what its participants' meters can be credited for: gen-3 and
 * gen-4 inject, load-3 withdraws.
 */
@Tag("seed-44")
class FeederHeadTest {
  private final GenesisDraft draft =
      new GenesisDraft().participant("gen-4", 3, 0, 1_000_000).role("feeder-3", Role.FEEDER, 3);
  private final CreditDraft credit = new CreditDraft();

  private LedgerRun run() {
    draft.credit = credit.build();
    LedgerRun run = new LedgerRun(LedgerFixture.of(draft));
    run.bookSeed(0);
    run.block(run.schedule().clearingDeadlineMillis(0) + 1);
    return run;
  }

  private static SignedEnvelope feeder(LedgerRun run, long joules) {
    return run.fixture.reading("feeder-3", "feeder-3", 0, joules);
  }

  private static Executed meter(
      LedgerRun run, long gen3, long gen4, long load3, SignedEnvelope... feeder) {
    LedgerFixture f = run.fixture;
    long delivered = run.schedule().deliveryMillis(1);
    run.block(
        delivered,
        f.readings(0, 1, f.reading("gen-1", 0, 7)),
        f.readings(0, 2, f.reading("load-2", 0, 0)),
        f.readings(
            0,
            3,
            f.reading("gen-3", 0, gen3),
            f.reading("gen-4", 0, gen4),
            f.reading("load-3", 0, load3)));
    assertThat(run.status(0)).isEqualTo(IntervalStatus.VOID);
    return run.block(delivered + 1, f.readings(0, 3, feeder));
  }

  private static long credits(LedgerRun run, String id) {
    return run.account(id).creditsJoules();
  }

  @Test
  void what_left_the_bus_or_was_withdrawn_at_it_is_credited_in_full() {
    LedgerRun run = run();
    Executed executed = meter(run, 600, 400, -300, feeder(run, 700));
    assertThat(run.status(0)).isEqualTo(IntervalStatus.SETTLED);
    assertThat(credits(run, "gen-3")).isEqualTo(600);
    assertThat(credits(run, "gen-4")).isEqualTo(400);
    assertThat(SmallMarket.notes(executed, FeederExceeded.class)).isEmpty();
  }

  @Test
  void what_exceeds_it_is_cut_pro_rata_and_the_joules_left_go_to_the_largest_remainder() {
    LedgerRun run = run();
    Executed executed = meter(run, 600, 401, -300, feeder(run, 200));
    // 500 of 1001: 299.7 and 200.3, rounded down, and one more for gen-3.
    assertThat(credits(run, "gen-3")).isEqualTo(300);
    assertThat(credits(run, "gen-4")).isEqualTo(200);
    assertThat(credits(run, "gen-1")).isEqualTo(7);
    assertThat(SmallMarket.notes(executed, FeederExceeded.class))
        .containsExactly(new FeederExceeded(3, 1_001, 500));
    assertThat(run.state().supply().verifiedJoules()).isEqualTo(507);
    assertThat(LedgerRun.statement(executed, "gen-3").creditsJoules()).isEqualTo(300);
    assertThat(LedgerRun.statement(executed, "gen-3").deliveredJoules()).isEqualTo(600);
  }

  @Test
  void equal_remainders_go_by_participant() {
    LedgerRun run = run();
    meter(run, 500, 500, 0, feeder(run, 333));
    assertThat(credits(run, "gen-3")).isEqualTo(167);
    assertThat(credits(run, "gen-4")).isEqualTo(166);
  }

  @Test
  void meters_may_differ_within_the_tolerance() {
    credit.feederTolerancePartsPerMillion = 20_000;
    LedgerRun run = run();
    Executed executed = meter(run, 1_000, 20, 0, feeder(run, 1_000));
    assertThat(SmallMarket.notes(executed, FeederExceeded.class)).isEmpty();
    assertThat(credits(run, "gen-3")).isEqualTo(1_000);
    LedgerRun beyond = run();
    meter(beyond, 1_000, 21, 0, feeder(beyond, 1_000));
    assertThat(credits(beyond, "gen-3") + credits(beyond, "gen-4")).isEqualTo(1_020);
  }

  @Test
  void a_bus_that_takes_from_the_grid_injects_no_more_than_is_withdrawn_at_it() {
    LedgerRun run = run();
    meter(run, 600, 400, -900, feeder(run, -400));
    assertThat(credits(run, "gen-3")).isEqualTo(300);
    assertThat(credits(run, "gen-4")).isEqualTo(200);
    LedgerRun nothing = run();
    meter(nothing, 600, 400, -900, feeder(nothing, -901));
    assertThat(credits(nothing, "gen-3")).isZero();
  }

  @Test
  void a_feeder_head_meter_that_is_not_heard_of_saw_nothing() {
    LedgerRun run = run();
    meter(run, 600, 400, -100);
    assertThat(run.status(0)).isEqualTo(IntervalStatus.VOID);
    run.block(run.schedule().readingDeadlineMillis(0) + 1);
    assertThat(run.status(0)).isEqualTo(IntervalStatus.SETTLED);
    assertThat(credits(run, "gen-3") + credits(run, "gen-4")).isEqualTo(100);
  }

  @Test
  void its_reading_counts_once_and_only_if_the_meter_signed_it_of_itself() {
    LedgerRun run = run();
    LedgerFixture f = run.fixture;
    SignedEnvelope good = feeder(run, 500);
    var forged =
        new SignedEnvelope(
            good.context(), good.type(), good.signer(), good.payload(), feeder(run, 1).signature());
    SignedEnvelope ofOthers = f.reading("feeder-3", "gen-3", 0, 500);
    SignedEnvelope ofAnotherInterval = f.reading("feeder-3", "feeder-3", 1, 500);
    long delivered = run.schedule().deliveryMillis(1);
    Executed executed =
        run.block(delivered, f.readings(0, 3, forged, ofOthers, ofAnotherInterval, good, good));
    assertThat(executed.outcomes().getFirst().code()).isEqualTo(OutcomeCode.ACCEPTED);
    assertThat(executed.outcomes().getFirst().refusedParts()).isEqualTo(4);
    assertThat(run.state().progress(0).readings()).isEqualTo(1);
  }

  @Test
  void late_readings_find_the_room_that_is_left() {
    credit.correctionWindowMillis = 600_000;
    LedgerRun run = run();
    LedgerFixture f = run.fixture;
    long delivered = run.schedule().deliveryMillis(1);
    run.block(delivered, f.readings(0, 3, f.reading("gen-3", 0, 300), feeder(run, 500)));
    long over = run.schedule().readingDeadlineMillis(0) + 1;
    run.block(over);
    assertThat(run.outcome(over + 1, f.reading("load-3", 0, -50).toBytes()))
        .isEqualTo(OutcomeCode.ACCEPTED);
    assertThat(run.outcome(over + 2, f.reading("gen-4", 0, 400).toBytes()))
        .isEqualTo(OutcomeCode.ACCEPTED);
    assertThat(credits(run, "gen-4")).isEqualTo(250);
  }
}
