package io.wattmesh.ledger.settlement;

import static io.wattmesh.ledger.GenesisDraft.DOLLAR;
import static org.assertj.core.api.Assertions.assertThat;

import io.wattmesh.ledger.Clearings;
import io.wattmesh.ledger.CreditDraft;
import io.wattmesh.ledger.GenesisDraft;
import io.wattmesh.ledger.LedgerFixture;
import io.wattmesh.ledger.LedgerRun;
import io.wattmesh.ledger.genesis.RentRefund;
import io.wattmesh.ledger.market.LedgerMachine.Executed;
import io.wattmesh.ledger.settlement.SettlementNote.Refund;
import io.wattmesh.ledger.settlement.SettlementNote.Refunded;
import io.wattmesh.ledger.transaction.OutcomeCode;
import io.wattmesh.proto.model.ParticipantId;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Rent of 500 tokens an interval, with F12 at its limit: bus 2 takes 125 MWh, load-3 45. */
@Tag("seed-15")
class RentRefundTest {
  private static final long MWH = 3_600_000_000L;
  private static final ParticipantId LOAD_2 = new ParticipantId("load-2");
  private static final ParticipantId LOAD_3 = new ParticipantId("load-3");

  private final GenesisDraft draft = new GenesisDraft().limits(100, 100);
  private final CreditDraft credit = new CreditDraft();

  private LedgerRun run(int every, boolean byAward) {
    credit.refund = new RentRefund(every, byAward);
    draft.credit = credit.build();
    return new LedgerRun(LedgerFixture.of(draft));
  }

  private static Executed interval(LedgerRun run, long interval, long load2, long load3) {
    LedgerFixture f = run.fixture;
    run.bookSeed(interval);
    byte[] clearing = f.clearing(Clearings.congested(interval, run.booksRoot(interval)));
    assertThat(run.outcome(run.schedule().gateClosureMillis(interval) + 1, clearing))
        .isEqualTo(OutcomeCode.ACCEPTED);
    return run.block(
        run.schedule().deliveryMillis(interval + 1),
        f.readings(interval, 1, f.reading("gen-1", interval, 100 * MWH)),
        f.readings(interval, 2, f.reading("load-2", interval, -load2)),
        f.readings(
            interval,
            3,
            f.reading("gen-3", interval, 70 * MWH),
            f.reading("load-3", interval, -load3)));
  }

  private static List<Refunded> refunds(Executed executed) {
    return SmallMarket.notes(executed, Refunded.class);
  }

  @Test
  void the_rent_goes_to_those_who_withdrew_by_what_their_meters_saw() {
    LedgerRun run = run(1, false);
    Executed executed = interval(run, 0, 125 * MWH, 45 * MWH);
    // 500 x 125 / 170 and 500 x 45 / 170, rounded down.
    assertThat(refunds(executed))
        .containsExactly(
            new Refunded(
                500 * DOLLAR,
                1,
                List.of(
                    new Refund(LOAD_2, 125 * MWH, 367_647_058),
                    new Refund(LOAD_3, 45 * MWH, 132_352_941))));
    assertThat(run.account("ledger.tariff").balanceMicros()).isEqualTo(1);
    assertThat(run.account("load-2").balanceMicros())
        .isEqualTo(100_000 * DOLLAR - 1_875 * DOLLAR + 367_647_058);
    // The micro-token that was left is part of the next pool.
    assertThat(refunds(interval(run, 1, 125 * MWH, 45 * MWH)).getFirst().poolMicros())
        .isEqualTo(500 * DOLLAR + 1);
  }

  @Test
  void several_intervals_can_be_refunded_at_once() {
    LedgerRun run = run(2, false);
    assertThat(refunds(interval(run, 0, 125 * MWH, 0))).isEmpty();
    assertThat(run.account("ledger.tariff").balanceMicros()).isEqualTo(500 * DOLLAR);
    Refunded refunded = refunds(interval(run, 1, 75 * MWH, 50 * MWH)).getFirst();
    assertThat(refunded)
        .isEqualTo(
            new Refunded(
                1_000 * DOLLAR,
                0,
                List.of(
                    new Refund(LOAD_2, 200 * MWH, 800 * DOLLAR),
                    new Refund(LOAD_3, 50 * MWH, 200 * DOLLAR))));
    assertThat(refunds(interval(run, 2, 125 * MWH, 45 * MWH))).isEmpty();
  }

  @Test
  void awards_can_count_and_not_meters() {
    Refunded refunded = refunds(interval(run(1, true), 0, 0, 0)).getFirst();
    assertThat(refunded.refunds())
        .containsExactly(
            new Refund(LOAD_2, 125 * MWH, 367_647_058), new Refund(LOAD_3, 45 * MWH, 132_352_941));
  }

  @Test
  void rent_that_nobody_withdrew_for_waits() {
    LedgerRun run = run(1, false);
    Refunded none = refunds(interval(run, 0, 0, 0)).getFirst();
    assertThat(none).isEqualTo(new Refunded(500 * DOLLAR, 500 * DOLLAR, List.of()));
    assertThat(refunds(interval(run, 1, 0, MWH)).getFirst())
        .isEqualTo(
            new Refunded(1_000 * DOLLAR, 0, List.of(new Refund(LOAD_3, MWH, 1_000 * DOLLAR))));
    assertThat(run.account("ledger.tariff").balanceMicros()).isZero();
  }

  @Test
  void what_is_read_late_counts_in_the_next_refund() {
    credit.correctionWindowMillis = 3_600_000;
    LedgerRun run = run(2, false);
    LedgerFixture f = run.fixture;
    run.bookSeed(0);
    run.block(
        run.schedule().gateClosureMillis(0) + 1,
        f.clearing(Clearings.congested(0, run.booksRoot(0))));
    long over = run.schedule().readingDeadlineMillis(0) + 1;
    run.block(over);
    assertThat(run.outcome(over + 1, f.reading("load-2", 0, -125 * MWH).toBytes()))
        .isEqualTo(OutcomeCode.ACCEPTED);
    run.bookSeed(2);
    run.block(
        run.schedule().gateClosureMillis(2) + 1,
        f.clearing(Clearings.congested(2, run.booksRoot(2))));
    Executed executed = run.block(run.schedule().readingDeadlineMillis(2) + 1);
    assertThat(refunds(executed).getFirst().refunds())
        .containsExactly(new Refund(LOAD_2, 125 * MWH, 1_000 * DOLLAR));
  }
}
