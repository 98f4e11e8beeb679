package io.wattmesh.ledger.settlement;

import static io.wattmesh.ledger.GenesisDraft.DOLLAR;
import static io.wattmesh.ledger.GenesisDraft.MEGAWATT;
import static org.assertj.core.api.Assertions.assertThat;

import io.wattmesh.ledger.Clearings;
import io.wattmesh.ledger.GenesisDraft;
import io.wattmesh.ledger.LedgerFixture;
import io.wattmesh.ledger.LedgerRun;
import io.wattmesh.ledger.market.LedgerEvent;
import io.wattmesh.ledger.market.LedgerMachine.Executed;
import io.wattmesh.ledger.transaction.OutcomeCode;
import io.wattmesh.proto.proof.Fulfilment;
import io.wattmesh.proto.proof.Fulfilment.Status;
import io.wattmesh.proto.proof.IntervalStatus;
import io.wattmesh.proto.proof.SettlementStatement;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Intervals of one hour: awards of megawatts are megawatt-hours. */
class SettlementTest {
  private static final long MWH_JOULES = 3_600_000_000L;
  private static final long DEPOSIT = 100_000 * DOLLAR;

  private static long delivered(LedgerRun run) {
    return run.schedule().deliveryMillis(1);
  }

  private static LedgerRun congested() {
    var run = new LedgerRun(LedgerFixture.congested());
    run.bookSeed(0);
    byte[] clearing = run.fixture.clearing(Clearings.congested(0, run.booksRoot(0)));
    assertThat(run.outcome(run.schedule().gateClosureMillis(0), clearing))
        .isEqualTo(OutcomeCode.ACCEPTED);
    return run;
  }

  private static Executed readAll(LedgerRun run, long... energies) {
    LedgerFixture f = run.fixture;
    return run.block(
        delivered(run),
        f.readings(0, 1, f.reading("gen-1", 0, energies[0])),
        f.readings(0, 2, f.reading("load-2", 0, energies[1])),
        f.readings(0, 3, f.reading("gen-3", 0, energies[2]), f.reading("load-3", 0, energies[3])));
  }

  @Test
  @Tag("seed-15")
  @Tag("seed-17")
  void congestion_rent_of_500_tokens_goes_to_the_tariff_account_exactly() {
    LedgerRun run = congested();
    Executed executed =
        readAll(run, 100 * MWH_JOULES, -125 * MWH_JOULES, 70 * MWH_JOULES, -45 * MWH_JOULES);
    assertThat(run.status(0)).isEqualTo(IntervalStatus.SETTLED);
    assertThat(executed.events())
        .last()
        .isInstanceOfSatisfying(
            LedgerEvent.IntervalSettled.class,
            settled -> assertThat(settled.congestionRentMicros()).isEqualTo(500 * DOLLAR));
    assertThat(run.account("ledger.tariff").balanceMicros()).isEqualTo(500 * DOLLAR);
    assertThat(run.account("ledger.rounding").balanceMicros()).isZero();
    assertThat(run.account("gen-1").balanceMicros()).isEqualTo(DEPOSIT + 1_000 * DOLLAR);
    assertThat(run.account("load-2").balanceMicros()).isEqualTo(DEPOSIT - 1_875 * DOLLAR);
    assertThat(run.account("gen-3").balanceMicros()).isEqualTo(DEPOSIT + 1_050 * DOLLAR);
    assertThat(run.account("load-3").balanceMicros()).isEqualTo(DEPOSIT - 675 * DOLLAR);
  }

  @Test
  void collateral_is_locked_until_settlement_and_free_after_it() {
    LedgerRun run = congested();
    assertThat(run.account("load-2").lockedMicros()).isEqualTo(8_000 * DOLLAR + 400);
    run.block(run.schedule().readingDeadlineMillis(0));
    assertThat(run.account("load-2").lockedMicros()).isEqualTo(8_000 * DOLLAR + 400);
    run.block(run.schedule().readingDeadlineMillis(0) + 1);
    assertThat(run.status(0)).isEqualTo(IntervalStatus.SETTLED);
    for (String id : new String[] {"gen-1", "load-2", "gen-3", "load-3"}) {
      assertThat(run.account(id).lockedMicros()).isZero();
    }
  }

  @Test
  void a_settled_interval_leaves_nothing_but_its_record() {
    LedgerRun run = congested();
    int before = run.state().unsettled().size();
    run.block(run.schedule().readingDeadlineMillis(0) + 1);
    assertThat(before).isEqualTo(1);
    assertThat(run.state().unsettled()).isEmpty();
    assertThat(run.state().clearing(0)).isEmpty();
    for (int bus = 1; bus <= 3; bus++) {
      assertThat(run.state().book(0, bus)).isEmpty();
      assertThat(run.state().readings(0, bus)).isEmpty();
    }
  }

  @Test
  void each_payment_is_rounded_down_and_the_rounding_account_has_the_difference() {
    var run = new LedgerRun(LedgerFixture.uncongested());
    run.clearSeed(0);
    Executed executed = run.block(run.schedule().readingDeadlineMillis(0) + 1);
    long sum = 0;
    for (String id : new String[] {"gen-1", "load-2", "gen-3", "load-3"}) {
      SettlementStatement statement = LedgerRun.statement(executed, id);
      assertThat(statement.paymentMicros())
          .isEqualTo(
              Math.floorDiv(
                  statement.awardedJoules() / 3_600 * statement.priceMicrosPerMwh(), 1_000_000));
      sum += statement.paymentMicros();
    }
    assertThat(sum).isBetween(-4L, -1L);
    assertThat(run.account("ledger.rounding").balanceMicros()).isEqualTo(-sum);
    assertThat(run.account("ledger.tariff").balanceMicros()).isZero();
  }

  private static LedgerRun tenKilowattHours(long priceUsd, GenesisDraft draft) {
    return SmallMarket.cleared(priceUsd, draft);
  }

  private static Executed meter(LedgerRun run, long genJoules, long loadJoules) {
    return SmallMarket.meter(run, genJoules, loadJoules);
  }

  private static final long KWH = 3_600_000;

  @Test
  @Tag("seed-43")
  @Tag("seed-44")
  void committed_10_kwh_and_metered_8_mints_8_credits_and_charges_2_at_a_tenth_more() {
    LedgerRun run = tenKilowattHours(200, new GenesisDraft());
    SettlementStatement statement = LedgerRun.statement(meter(run, 8 * KWH, -10 * KWH), "gen-1");
    assertThat(statement.creditsJoules()).isEqualTo(8 * KWH);
    assertThat(statement.paymentMicros()).isEqualTo(2 * DOLLAR);
    assertThat(statement.deviationMicros()).isEqualTo(-440_000);
    assertThat(statement.fulfilment())
        .isEqualTo(new Fulfilment(Status.PART_FULFILLED, 8 * KWH, 2 * KWH, 0, 8 * KWH, 0));
    assertThat(run.account("gen-1").creditsJoules()).isEqualTo(8 * KWH);
    assertThat(run.account("gen-1").balanceMicros()).isEqualTo(DEPOSIT + 2_000_000 - 440_000);
    assertThat(run.account("ledger.balancing").balanceMicros())
        .isEqualTo(1_000_000 * DOLLAR + 440_000);
    assertThat(run.state().supply().verifiedJoules()).isEqualTo(8 * KWH);
  }

  @Test
  @Tag("seed-43")
  @Tag("seed-44")
  void committed_10_kwh_and_metered_12_mints_12_credits_and_pays_2_at_a_tenth_less() {
    LedgerRun run = tenKilowattHours(200, new GenesisDraft());
    SettlementStatement statement = LedgerRun.statement(meter(run, 12 * KWH, -10 * KWH), "gen-1");
    assertThat(statement.creditsJoules()).isEqualTo(12 * KWH);
    assertThat(statement.deviationMicros()).isEqualTo(360_000);
    assertThat(statement.fulfilment())
        .isEqualTo(new Fulfilment(Status.FULFILLED, 10 * KWH, 0, 2 * KWH, 10 * KWH, 2 * KWH));
    assertThat(run.account("ledger.balancing").balanceMicros())
        .isEqualTo(1_000_000 * DOLLAR - 360_000);
  }

  @Test
  @Tag("seed-43")
  void a_load_that_takes_more_pays_a_tenth_more_and_one_that_takes_less_is_paid_a_tenth_less() {
    LedgerRun more = tenKilowattHours(200, new GenesisDraft());
    SettlementStatement taken = LedgerRun.statement(meter(more, 10 * KWH, -12 * KWH), "load-2");
    assertThat(taken.deviationMicros()).isEqualTo(-440_000);
    assertThat(taken.fulfilment())
        .isEqualTo(new Fulfilment(Status.FULFILLED, 10 * KWH, 2 * KWH, 0, 0, 0));
    LedgerRun less = tenKilowattHours(200, new GenesisDraft());
    SettlementStatement statement = LedgerRun.statement(meter(less, 10 * KWH, -8 * KWH), "load-2");
    assertThat(statement.deviationMicros()).isEqualTo(360_000);
    assertThat(statement.creditsJoules()).isZero();
    assertThat(statement.fulfilment())
        .isEqualTo(new Fulfilment(Status.PART_FULFILLED, 8 * KWH, 0, 2 * KWH, 0, 0));
  }

  @Test
  @Tag("seed-43")
  void at_a_negative_price_not_delivering_is_not_rewarded() {
    LedgerRun run = tenKilowattHours(-200, new GenesisDraft());
    SettlementStatement statement = LedgerRun.statement(meter(run, 8 * KWH, -10 * KWH), "gen-1");
    assertThat(statement.paymentMicros()).isEqualTo(-2 * DOLLAR);
    // It paid for 10 kWh to be taken; for the 2 it did not bring it gets 0.36 back, not 0.40.
    assertThat(statement.deviationMicros()).isEqualTo(360_000);
  }

  @Test
  @Tag("seed-43")
  void at_a_negative_price_whoever_delivers_more_pays_a_tenth_more_for_it() {
    LedgerRun run = tenKilowattHours(-200, new GenesisDraft());
    SettlementStatement more = LedgerRun.statement(meter(run, 12 * KWH, -10 * KWH), "gen-1");
    assertThat(more.deviationMicros()).isEqualTo(-440_000);
    assertThat(more.fulfilment().uncommittedCreditsJoules()).isEqualTo(2 * KWH);
    LedgerRun buyer = tenKilowattHours(-200, new GenesisDraft());
    Executed executed = meter(buyer, 10 * KWH, -8 * KWH);
    // It was paid for taking 10 kWh, took 8, and gives back 0.44 for the other 2, not 0.40.
    assertThat(LedgerRun.statement(executed, "load-2").deviationMicros()).isEqualTo(-440_000);
    LedgerRun taker = tenKilowattHours(-200, new GenesisDraft());
    executed = meter(taker, 10 * KWH, -12 * KWH);
    assertThat(LedgerRun.statement(executed, "load-2").deviationMicros()).isEqualTo(360_000);
  }

  @Test
  void a_missing_reading_counts_as_no_delivery_at_the_deadline() {
    LedgerRun run = tenKilowattHours(200, new GenesisDraft());
    LedgerFixture f = run.fixture;
    run.block(delivered(run), f.readings(0, 2, f.reading("load-2", 0, -10 * KWH)));
    run.block(run.schedule().readingDeadlineMillis(0));
    assertThat(run.status(0)).isEqualTo(IntervalStatus.CLEARED);
    Executed executed = run.block(run.schedule().readingDeadlineMillis(0) + 1);
    SettlementStatement statement = LedgerRun.statement(executed, "gen-1");
    assertThat(statement.deliveredJoules()).isZero();
    assertThat(statement.deviationMicros()).isEqualTo(-2_200_000);
    assertThat(run.state().supply().verifiedJoules()).isZero();
  }

  @Test
  void who_does_not_bid_is_metered_and_charged_all_the_same() {
    LedgerRun run = tenKilowattHours(200, new GenesisDraft());
    LedgerFixture f = run.fixture;
    run.block(
        delivered(run),
        f.readings(0, 1, f.reading("gen-1", 0, 10 * KWH)),
        f.readings(0, 2, f.reading("load-2", 0, -10 * KWH)));
    assertThat(run.status(0)).isEqualTo(IntervalStatus.CLEARED);
    Executed executed =
        run.block(
            delivered(run) + 1,
            f.readings(0, 3, f.reading("gen-3", 0, 0), f.reading("load-3", 0, -5 * KWH)));
    SettlementStatement statement = LedgerRun.statement(executed, "load-3");
    assertThat(statement.awardedJoules()).isZero();
    assertThat(statement.deviationMicros()).isEqualTo(-1_100_000);
  }

  @Test
  void a_void_interval_awards_nothing_and_settles_deliveries_at_the_void_price() {
    var run = new LedgerRun(LedgerFixture.uncongested());
    run.bookSeed(0);
    run.block(run.schedule().clearingDeadlineMillis(0) + 1);
    Executed executed = readAll(run, MWH_JOULES, -2 * MWH_JOULES, 0, 0);
    SettlementStatement gen = LedgerRun.statement(executed, "gen-1");
    assertThat(gen.awardedJoules()).isZero();
    assertThat(gen.paymentMicros()).isZero();
    assertThat(gen.deviationMicros()).isEqualTo(18 * DOLLAR);
    assertThat(gen.creditsJoules()).isEqualTo(MWH_JOULES);
    assertThat(LedgerRun.statement(executed, "load-2").deviationMicros()).isEqualTo(-44 * DOLLAR);
    assertThat(run.state().interval(0).orElseThrow().voided()).isTrue();
  }

  @Test
  void who_cannot_pay_for_a_deviation_pays_what_is_free_and_never_more() {
    var draft = new GenesisDraft().participant("load-2", 2, -200 * MEGAWATT, 0, 11_000_000);
    LedgerRun run = tenKilowattHours(200, draft);
    // 10 kWh are awarded for 2 tokens; 90 more would cost 19.8, and 9 are there.
    SettlementStatement statement = LedgerRun.statement(meter(run, 10 * KWH, -100 * KWH), "load-2");
    assertThat(statement.deviationMicros()).isEqualTo(-9_000_000);
    assertThat(run.account("load-2").balanceMicros()).isZero();
  }

  @Test
  void what_the_balancing_account_cannot_pay_it_pays_pro_rata() {
    var draft = new GenesisDraft().participant("gen-2", 2, 0, 1_000_000);
    draft.reserveMicros = 100_000;
    LedgerRun run = tenKilowattHours(200, draft);
    LedgerFixture f = run.fixture;
    Executed executed =
        run.block(
            delivered(run),
            f.readings(0, 2, f.reading("gen-2", 0, 6 * KWH), f.reading("load-2", 0, -10 * KWH)),
            f.readings(0, 1, f.reading("gen-1", 0, 12 * KWH)),
            f.readings(0, 3, f.reading("gen-3", 0, 0), f.reading("load-3", 0, 0)));
    // Owed are 0.36 and 6 kWh at 180: 1.08; in the pot is a tenth of a token.
    assertThat(LedgerRun.statement(executed, "gen-1").deviationMicros()).isEqualTo(25_000);
    assertThat(LedgerRun.statement(executed, "gen-2").deviationMicros()).isEqualTo(75_000);
    assertThat(run.account("ledger.balancing").balanceMicros()).isZero();
  }
}
