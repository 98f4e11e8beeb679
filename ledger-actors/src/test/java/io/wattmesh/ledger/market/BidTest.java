package io.wattmesh.ledger.market;

import static io.wattmesh.ledger.GenesisDraft.DOLLAR;
import static io.wattmesh.ledger.GenesisDraft.MEGAWATT;
import static io.wattmesh.ledger.LedgerFixture.LOAD_2;
import static io.wattmesh.ledger.LedgerFixture.line;
import static org.assertj.core.api.Assertions.assertThat;

import io.wattmesh.ledger.GenesisDraft;
import io.wattmesh.ledger.LedgerFixture;
import io.wattmesh.ledger.LedgerRun;
import io.wattmesh.ledger.Signing;
import io.wattmesh.ledger.market.LedgerMachine.Executed;
import io.wattmesh.ledger.transaction.OutcomeCode;
import io.wattmesh.proto.codec.MarketCodec;
import io.wattmesh.proto.crypto.MessageType;
import io.wattmesh.proto.crypto.SignedEnvelope;
import io.wattmesh.proto.crypto.SigningContext;
import io.wattmesh.proto.model.Bid;
import io.wattmesh.proto.model.BidCurve;
import io.wattmesh.proto.model.Hash;
import io.wattmesh.proto.model.MarketSchedule;
import io.wattmesh.proto.model.ParticipantId;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Each bid of a book is judged by itself; what is refused locks nothing. */
class BidTest {
  private final LedgerFixture fixture = LedgerFixture.uncongested();
  private final LedgerRun run = new LedgerRun(fixture);
  private final long gate = run.schedule().gateClosureMillis(0);

  /** Puts one bid into the book of bus 2 and says what became of it. */
  private OutcomeCode judge(SignedEnvelope bid) {
    return judge(run, fixture.book(0, 2, bid));
  }

  private static OutcomeCode judge(LedgerRun run, byte[] book) {
    Executed executed = run.block(run.schedule().gateClosureMillis(0), book);
    assertThat(executed.outcomes().getFirst().code()).isEqualTo(OutcomeCode.ACCEPTED);
    LedgerEvent.BookCommitted committed = (LedgerEvent.BookCommitted) executed.events().getFirst();
    assertThat(executed.outcomes().getFirst().refusedParts() + committed.book().bids().size())
        .isEqualTo(1);
    long locked = committed.book().bids().stream().mapToLong(bid -> bid.collateralMicros()).sum();
    assertThat(run.account("load-2").lockedMicros()).isEqualTo(locked);
    return committed.refused().values().stream().findFirst().orElse(OutcomeCode.ACCEPTED);
  }

  @Test
  void a_good_bid_stands_and_locks_the_most_that_it_can_cost() {
    assertThat(judge(fixture.bid("load-2", 0, 1, LOAD_2))).isEqualTo(OutcomeCode.ACCEPTED);
    // 200 MW for an hour at 40 $/MWh and the margin of 2 micro-$/MWh.
    assertThat(run.account("load-2").lockedMicros()).isEqualTo(8_000 * DOLLAR + 400);
    assertThat(run.account("load-2").lastNonce()).isEqualTo(1);
  }

  @Test
  void a_replayed_nonce_is_stale_in_the_next_interval() {
    judge(fixture.bid("load-2", 0, 5, LOAD_2));
    long gate1 = run.schedule().gateClosureMillis(1);
    run.block(gate1 - 1);
    long locked = run.account("load-2").lockedMicros();
    Executed next = run.block(gate1, fixture.book(1, 2, fixture.bid("load-2", 1, 5, LOAD_2)));
    assertThat(refused(next)).containsValue(OutcomeCode.STALE_NONCE);
    assertThat(run.account("load-2").lockedMicros()).isEqualTo(locked);
  }

  private static Map<ParticipantId, OutcomeCode> refused(Executed executed) {
    return executed.events().stream()
        .filter(LedgerEvent.BookCommitted.class::isInstance)
        .map(event -> ((LedgerEvent.BookCommitted) event).refused())
        .findFirst()
        .orElseThrow();
  }

  @Test
  void a_curve_beyond_the_registered_device_limits_is_refused() {
    assertThat(judge(fixture.bid("load-2", 0, 1, line(-201, 0, 0, 40))))
        .isEqualTo(OutcomeCode.BEYOND_DEVICE_LIMITS);
    assertThat(
            judge(
                new LedgerRun(fixture),
                fixture.book(0, 2, fixture.bid("load-2", 0, 1, line(-200, 0, 1, 40)))))
        .isEqualTo(OutcomeCode.BEYOND_DEVICE_LIMITS);
  }

  @Test
  void a_bid_that_could_cost_a_micro_token_more_than_the_free_balance_is_refused() {
    for (long deposit : new long[] {8_000 * DOLLAR + 400, 8_000 * DOLLAR + 399}) {
      var poor =
          LedgerFixture.of(
              new GenesisDraft().participant("load-2", 2, -200 * MEGAWATT, 0, deposit));
      assertThat(judge(new LedgerRun(poor), poor.book(0, 2, poor.bid("load-2", 0, 1, LOAD_2))))
          .isEqualTo(
              deposit == 8_000 * DOLLAR + 400
                  ? OutcomeCode.ACCEPTED
                  : OutcomeCode.INSUFFICIENT_COLLATERAL);
    }
  }

  @Test
  void collateral_of_unsettled_intervals_adds_up() {
    var twice =
        LedgerFixture.of(
            new GenesisDraft().participant("load-2", 2, -200 * MEGAWATT, 0, 15_000 * DOLLAR));
    var chain = new LedgerRun(twice);
    MarketSchedule schedule = chain.schedule();
    chain.block(schedule.gateClosureMillis(0), twice.book(0, 2, twice.bid("load-2", 0, 1, LOAD_2)));
    Executed next =
        chain.block(
            schedule.gateClosureMillis(1), twice.book(1, 2, twice.bid("load-2", 1, 2, LOAD_2)));
    assertThat(refused(next)).containsValue(OutcomeCode.INSUFFICIENT_COLLATERAL);
    assertThat(chain.account("load-2").lastNonce()).isEqualTo(1);
  }

  @Test
  void a_bid_of_another_interval_is_refused() {
    assertThat(judge(fixture.bid("load-2", 1, 1, LOAD_2))).isEqualTo(OutcomeCode.WRONG_INTERVAL);
  }

  @Test
  void a_bid_of_another_bus_is_refused() {
    assertThat(judge(fixture.bid("load-2", 3, 0, 1, LOAD_2))).isEqualTo(OutcomeCode.WRONG_BUS);
    assertThat(
            judge(
                new LedgerRun(fixture), fixture.book(0, 3, fixture.bid("load-2", 3, 0, 1, LOAD_2))))
        .isEqualTo(OutcomeCode.WRONG_BUS);
  }

  @Test
  @Tag("seed-21")
  void a_bid_of_a_wrong_key_chain_epoch_or_type_is_refused() {
    SigningContext context = fixture.genesis().signingContext();
    byte[] payload = MarketCodec.encode(new Bid(new ParticipantId("load-2"), 2, 0, 1, LOAD_2));
    var key = Signing.key("load-2");
    var forged =
        new SignedEnvelope[] {
          context.sign(MessageType.BID, "load-2", payload, Signing.key("gen-1")),
          context.sign(MessageType.METER_READING, "load-2", payload, key),
          new SigningContext(Hash.ZERO, context.epoch())
              .sign(MessageType.BID, "load-2", payload, key),
          new SigningContext(context.chainId(), 0).sign(MessageType.BID, "load-2", payload, key)
        };
    for (SignedEnvelope bid : forged) {
      assertThat(judge(new LedgerRun(fixture), fixture.book(0, 2, bid)))
          .isEqualTo(OutcomeCode.BAD_SIGNATURE);
    }
  }

  @Test
  void nobody_bids_in_anothers_name() {
    byte[] payload = MarketCodec.encode(new Bid(new ParticipantId("load-2"), 2, 0, 1, LOAD_2));
    assertThat(judge(fixture.envelope(MessageType.BID, "load-3", payload)))
        .isEqualTo(OutcomeCode.UNKNOWN_SIGNER);
  }

  @Test
  void a_signed_payload_that_is_no_bid_is_malformed() {
    assertThat(judge(fixture.envelope(MessageType.BID, "load-2", new byte[] {1, 2, 3})))
        .isEqualTo(OutcomeCode.MALFORMED);
  }

  @Test
  void a_signer_that_is_no_participant_id_is_refused_and_the_other_bids_stand() {
    byte[] payload = MarketCodec.encode(new Bid(new ParticipantId("load-2"), 2, 0, 1, LOAD_2));
    var key = Signing.key("nobody");
    SigningContext context = fixture.genesis().signingContext();
    byte[] book =
        fixture.book(
            0,
            2,
            context.sign(MessageType.BID, "", payload, key),
            context.sign(MessageType.BID, "NOT an id!", payload, key),
            context.sign(MessageType.BID, "\u00e9\u0000", payload, key),
            fixture.bid("load-2", 0, 1, LOAD_2));
    Executed executed = run.block(gate, book);
    assertThat(executed.outcomes().getFirst().code()).isEqualTo(OutcomeCode.ACCEPTED);
    assertThat(executed.outcomes().getFirst().refusedParts()).isEqualTo(3);
    assertThat(run.state().book(0, 2).orElseThrow().bids()).hasSize(1);
  }

  @Test
  void a_bid_whose_cost_no_ledger_can_hold_is_refused_and_not_an_error() {
    var draft = new GenesisDraft();
    draft.schedule = new MarketSchedule(1_800_000_000_000L, 86_400_000, 600_000, 120_000, 900_000);
    var daily = LedgerFixture.of(draft);
    long most = BidCurve.MAX_POWER_WATTS;
    long dearest = BidCurve.MAX_PRICE_MICROS_PER_MWH;
    var huge = new BidCurve(new long[] {-most, -most}, new long[] {-dearest, dearest});
    assertThat(judge(new LedgerRun(daily), daily.book(0, 2, daily.bid("load-2", 0, 1, huge))))
        .isEqualTo(OutcomeCode.BEYOND_DEVICE_LIMITS);
  }

  @Test
  @Tag("seed-8")
  void a_curve_that_falls_is_no_bid() {
    byte[] good = MarketCodec.encode(new Bid(new ParticipantId("load-2"), 2, 0, 1, LOAD_2));
    byte[] falling = good.clone();
    // The last point's price, 40 $/MWh, becomes negative: a demand that is not concave.
    falling[falling.length - 8] = (byte) 0xff;
    assertThat(judge(fixture.envelope(MessageType.BID, "load-2", falling)))
        .isEqualTo(OutcomeCode.MALFORMED);
  }
}
