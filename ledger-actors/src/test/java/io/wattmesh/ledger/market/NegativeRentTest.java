package io.wattmesh.ledger.market;

import static io.wattmesh.ledger.Clearings.USD_PICOS;
import static io.wattmesh.ledger.GenesisDraft.DOLLAR;
import static io.wattmesh.ledger.GenesisDraft.MEGAWATT;
import static org.assertj.core.api.Assertions.assertThat;

import io.wattmesh.ledger.Clearings;
import io.wattmesh.ledger.GenesisDraft;
import io.wattmesh.ledger.LedgerFixture;
import io.wattmesh.ledger.LedgerRun;
import io.wattmesh.ledger.market.LedgerMachine.Executed;
import io.wattmesh.ledger.transaction.OutcomeCode;
import io.wattmesh.proto.model.BidCurve;
import io.wattmesh.proto.proof.IntervalStatus;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Prices that differ by a pico-$ where no line binds pass the certificate's tolerance and may be
 * rounded apart: then 100 MWh are bought a micro-$ cheaper than sold, and 100 micro-tokens of rent
 * are missing. Whoever pays them must be known before the clearing stands.
 */
@Tag("seed-17")
class NegativeRentTest {
  private static LedgerFixture market(long reserveMicros) {
    var draft = new GenesisDraft();
    draft.reserveMicros = reserveMicros;
    draft.capMicrosPerMwh = 500 * DOLLAR;
    return LedgerFixture.of(draft);
  }

  /** A slope of a micro-$ over 200 MW: a price halfway takes 100 MW of it. */
  private static final BidCurve SLOPE =
      new BidCurve(new long[] {0, 200 * MEGAWATT}, new long[] {10 * DOLLAR, 10 * DOLLAR + 1});

  private static Executed clear(LedgerRun run) {
    LedgerFixture f = run.fixture;
    long gate = run.schedule().gateClosureMillis(0);
    run.block(
        gate,
        f.book(0, 1, f.bid("gen-1", 0, 1, SLOPE)),
        f.book(0, 2, f.bid("load-2", 0, 1, BidCurve.fixed(-100 * MEGAWATT))),
        f.book(0, 3));
    long half = 10 * USD_PICOS + 500_000;
    var clearing =
        Clearings.radial(
            0,
            run.booksRoot(0),
            new long[] {100 * MEGAWATT, -100 * MEGAWATT, 0},
            new long[] {half, half - 1, half - 1},
            new long[2],
            run.solved(0).choice());
    return run.block(gate + 1, f.clearing(clearing));
  }

  @Test
  void the_balancing_account_sets_the_missing_rent_aside_and_pays_it() {
    var run = new LedgerRun(market(150));
    assertThat(clear(run).outcomes().getFirst().code()).isEqualTo(OutcomeCode.ACCEPTED);
    assertThat(run.account("ledger.balancing").lockedMicros()).isEqualTo(100);
    LedgerFixture f = run.fixture;
    long energy = 100 * 3_600_000_000L;
    run.block(
        run.schedule().deliveryMillis(1),
        f.readings(0, 1, f.reading("gen-1", 0, energy)),
        f.readings(0, 2, f.reading("load-2", 0, -energy)),
        f.readings(0, 3, f.reading("gen-3", 0, 0), f.reading("load-3", 0, 0)));
    assertThat(run.status(0)).isEqualTo(IntervalStatus.SETTLED);
    assertThat(run.state().interval(0).orElseThrow().congestionRentMicros()).isEqualTo(-100);
    assertThat(run.account("ledger.balancing").balanceMicros()).isEqualTo(50);
    assertThat(run.account("ledger.balancing").lockedMicros()).isZero();
    assertThat(run.account("gen-1").balanceMicros())
        .isEqualTo(100_000 * DOLLAR + 1_000 * DOLLAR + 100);
  }

  @Test
  void a_clearing_whose_missing_rent_nobody_can_pay_is_refused() {
    var run = new LedgerRun(market(99));
    Executed executed = clear(run);
    assertThat(executed.outcomes().getFirst().code()).isEqualTo(OutcomeCode.INVALID_CERTIFICATE);
    assertThat(executed.outcomes().getFirst().detail()).contains("-100").contains("99");
    assertThat(run.status(0)).isEqualTo(IntervalStatus.BOOKED);
    run.block(run.schedule().readingDeadlineMillis(0) + 1);
    assertThat(run.status(0)).isEqualTo(IntervalStatus.SETTLED);
  }
}
