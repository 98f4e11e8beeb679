package io.wattmesh.ledger.settlement;

import static io.wattmesh.ledger.settlement.SmallMarket.KWH;
import static org.assertj.core.api.Assertions.assertThat;

import io.wattmesh.ledger.CreditDraft;
import io.wattmesh.ledger.GenesisDraft;
import io.wattmesh.ledger.LedgerRun;
import io.wattmesh.ledger.genesis.LossOrder;
import io.wattmesh.ledger.market.LedgerMachine.Executed;
import io.wattmesh.ledger.settlement.SettlementNote.Corrected;
import io.wattmesh.ledger.state.CreditState;
import io.wattmesh.ledger.transaction.OutcomeCode;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Readings that come after their interval was settled without them. The market is that of {@link
 * SmallMarket} at 200 $/MWh: gen-1 and load-2 are awarded 10 kWh, and nobody's meter is heard of in
 * time. Then gen-1 has paid 2.2 for delivering nothing, load-2 was paid 1.8 for taking nothing.
 */
@Tag("seed-43")
class LateReadingTest {
  private static final long TOKEN = 1_000_000;
  private static final long WINDOW = 600_000;

  private final GenesisDraft draft = new GenesisDraft();
  private final CreditDraft credit = new CreditDraft();

  private LedgerRun settled(long window) {
    credit.correctionWindowMillis = window;
    draft.credit = credit.build();
    LedgerRun run = SmallMarket.cleared(200, draft);
    run.block(run.schedule().readingDeadlineMillis(0) + 1);
    return run;
  }

  private static byte[] late(LedgerRun run, String who, long joules) {
    return run.fixture.reading(who, 0, joules).toBytes();
  }

  private static long now(LedgerRun run) {
    return run.schedule().readingDeadlineMillis(0) + 2;
  }

  @ParameterizedTest
  @ValueSource(longs = {0, 8 * KWH, 10 * KWH, 12 * KWH, 1})
  void whoever_is_read_late_ends_as_if_it_had_been_read_in_time(long joules) {
    LedgerRun run = settled(WINDOW);
    assertThat(run.account("gen-1").balanceMicros())
        .isEqualTo(100_000 * TOKEN + 2 * TOKEN - 2_200_000);
    Executed executed = run.block(now(run), late(run, "gen-1", joules));
    LedgerRun inTime = SmallMarket.cleared(200, draft);
    inTime.block(
        inTime.schedule().deliveryMillis(1),
        inTime.fixture.readings(0, 1, inTime.fixture.reading("gen-1", 0, joules)));
    inTime.block(inTime.schedule().readingDeadlineMillis(0) + 1);
    for (String id : new String[] {"gen-1", "ledger.balancing", "ledger.rounding"}) {
      assertThat(run.account(id)).as(id).isEqualTo(inTime.account(id));
    }
    assertThat(run.state().supply()).isEqualTo(inTime.state().supply());
    Corrected note = SmallMarket.notes(executed, Corrected.class).getFirst();
    assertThat(note.creditsJoules()).isEqualTo(joules);
    assertThat(note.unpaidMicros()).isZero();
    assertThat(note.adjustmentMicros())
        .isEqualTo(run.account("gen-1").balanceMicros() - 100_000 * TOKEN + 200_000);
  }

  @Test
  void a_buyer_that_is_read_late_gives_back_what_it_was_paid_for_taking_nothing() {
    LedgerRun run = settled(WINDOW);
    assertThat(run.account("load-2").balanceMicros())
        .isEqualTo(100_000 * TOKEN - 2 * TOKEN + 1_800_000);
    assertThat(run.outcome(now(run), late(run, "load-2", -10 * KWH)))
        .isEqualTo(OutcomeCode.ACCEPTED);
    assertThat(run.account("load-2").balanceMicros()).isEqualTo(100_000 * TOKEN - 2 * TOKEN);
  }

  @Test
  void whoever_did_not_bid_pays_late_for_what_it_took() {
    LedgerRun run = settled(WINDOW);
    assertThat(run.outcome(now(run), late(run, "load-3", -5 * KWH)))
        .isEqualTo(OutcomeCode.ACCEPTED);
    assertThat(run.account("load-3").balanceMicros()).isEqualTo(100_000 * TOKEN - 1_100_000);
  }

  @Test
  void a_reading_is_corrected_once_and_one_that_was_there_never() {
    credit.correctionWindowMillis = WINDOW;
    draft.credit = credit.build();
    LedgerRun run = SmallMarket.cleared(200, draft);
    run.block(
        run.schedule().deliveryMillis(1),
        run.fixture.readings(0, 2, run.fixture.reading("load-2", 0, -10 * KWH)));
    assertThat(run.outcome(run.schedule().deliveryMillis(1) + 1, late(run, "gen-1", KWH)))
        .isEqualTo(OutcomeCode.WRONG_INTERVAL_STATUS);
    run.block(run.schedule().readingDeadlineMillis(0) + 1);
    assertThat(run.outcome(now(run), late(run, "load-2", -9 * KWH)))
        .isEqualTo(OutcomeCode.NOTHING_TO_CORRECT);
    byte[] late = late(run, "gen-1", 8 * KWH);
    assertThat(run.machine.mayTakeEffect(run.state().layer(), late)).isTrue();
    assertThat(run.outcome(now(run) + 1, late)).isEqualTo(OutcomeCode.ACCEPTED);
    assertThat(run.machine.mayTakeEffect(run.state().layer(), late)).isFalse();
    assertThat(run.outcome(now(run) + 2, late)).isEqualTo(OutcomeCode.NOTHING_TO_CORRECT);
    assertThat(run.outcome(now(run) + 3, late(run, "gen-1", 9 * KWH)))
        .isEqualTo(OutcomeCode.NOTHING_TO_CORRECT);
    assertThat(run.state().supply().verifiedJoules()).isEqualTo(8 * KWH);
  }

  private static long kept(LedgerRun run) {
    var kept = new CreditState(run.state());
    return IntStream.rangeClosed(1, 3).filter(bus -> kept.missing(0, bus).isPresent()).count();
  }

  @Test
  void the_window_ends_and_nothing_is_kept_beyond_it() {
    LedgerRun run = settled(WINDOW);
    long last = run.schedule().readingDeadlineMillis(0) + WINDOW;
    assertThat(run.outcome(last, late(run, "gen-1", KWH))).isEqualTo(OutcomeCode.ACCEPTED);
    LedgerRun later = settled(WINDOW);
    assertThat(kept(later)).isEqualTo(3);
    assertThat(later.outcome(last + 1, late(later, "gen-1", KWH))).isEqualTo(OutcomeCode.TOO_LATE);
    assertThat(kept(later)).isZero();
    assertThat(new CreditState(later.state()).correctable()).isEmpty();
    assertThat(later.account("gen-1").creditsJoules()).isZero();
  }

  @Test
  void without_a_window_in_genesis_a_missing_reading_stays_missing() {
    LedgerRun run = settled(0);
    byte[] late = late(run, "gen-1", KWH);
    assertThat(run.machine.mayTakeEffect(run.state().layer(), late)).isFalse();
    assertThat(run.outcome(now(run), late)).isEqualTo(OutcomeCode.TOO_LATE);
  }

  @Test
  void only_the_oracle_of_the_bus_can_sign_it_and_only_for_what_its_devices_can_do() {
    LedgerRun run = settled(WINDOW);
    var f = run.fixture;
    assertThat(run.outcome(now(run), f.reading("meter-2", "gen-1", 0, KWH).toBytes()))
        .isEqualTo(OutcomeCode.IMPOSSIBLE_READING);
    assertThat(run.outcome(now(run) + 1, f.reading("gen-1", "gen-1", 0, KWH).toBytes()))
        .isEqualTo(OutcomeCode.UNKNOWN_SIGNER);
    assertThat(run.outcome(now(run) + 2, late(run, "gen-1", -1)))
        .isEqualTo(OutcomeCode.IMPOSSIBLE_READING);
    assertThat(run.outcome(now(run) + 3, f.reading("meter-1", "nobody", 0, 0).toBytes()))
        .isEqualTo(OutcomeCode.IMPOSSIBLE_READING);
    assertThat(run.outcome(now(run) + 4, f.reading("gen-1", 1, KWH).toBytes()))
        .isEqualTo(OutcomeCode.WRONG_INTERVAL_STATUS);
    byte[] forged = late(run, "gen-1", KWH);
    forged[forged.length - 70] ^= 1;
    assertThat(run.outcome(now(run) + 5, forged)).isEqualTo(OutcomeCode.BAD_SIGNATURE);
  }

  @Test
  void a_correction_takes_what_there_is_by_the_order_of_loss_and_no_more() {
    draft.participant("load-3", 3, -200_000_000, 0, TOKEN);
    LedgerRun run = settled(WINDOW);
    Executed executed = run.block(now(run), late(run, "load-3", -100 * KWH));
    Corrected note = SmallMarket.notes(executed, Corrected.class).getFirst();
    assertThat(note.adjustmentMicros()).isEqualTo(-TOKEN);
    assertThat(note.unpaidMicros()).isEqualTo(21 * TOKEN);
    assertThat(run.account("load-3").balanceMicros()).isZero();
  }

  @Test
  void without_the_reserve_a_correction_gives_back_at_most_what_was_paid() {
    credit.lossOrder = LossOrder.FREE;
    LedgerRun run = settled(WINDOW);
    Executed executed = run.block(now(run), late(run, "gen-1", 12 * KWH));
    Corrected note = SmallMarket.notes(executed, Corrected.class).getFirst();
    assertThat(note.adjustmentMicros()).isEqualTo(2_200_000);
    assertThat(note.unpaidMicros()).isEqualTo(-360_000);
  }
}
