package io.wattmesh.ledger.market;

import static io.wattmesh.ledger.Clearings.USD_PICOS;
import static io.wattmesh.ledger.GenesisDraft.DOLLAR;
import static io.wattmesh.ledger.GenesisDraft.MEGAWATT;
import static org.assertj.core.api.Assertions.assertThat;

import io.wattmesh.grid.certificate.ClearingCertificate;
import io.wattmesh.ledger.Clearings;
import io.wattmesh.ledger.GenesisDraft;
import io.wattmesh.ledger.LedgerFixture;
import io.wattmesh.ledger.LedgerRun;
import io.wattmesh.ledger.genesis.MarketParameters;
import io.wattmesh.ledger.market.LedgerMachine.Executed;
import io.wattmesh.ledger.settlement.CongestionRent;
import io.wattmesh.ledger.settlement.SettlementPrice;
import io.wattmesh.ledger.transaction.OutcomeCode;
import io.wattmesh.proto.crypto.MessageType;
import io.wattmesh.proto.model.BidCurve;
import io.wattmesh.proto.model.Hash;
import io.wattmesh.proto.proof.IntervalStatus;
import io.wattmesh.proto.proof.PriceRow;
import java.util.List;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ClearingTest {
  private final LedgerFixture fixture = LedgerFixture.congested();
  private final LedgerRun run = new LedgerRun(fixture);
  private final long deadline = run.schedule().clearingDeadlineMillis(0);

  @BeforeEach
  void book() {
    run.bookSeed(0);
  }

  private ClearingCertificate good() {
    return Clearings.congested(0, run.booksRoot(0));
  }

  @Test
  @Tag("seed-15")
  void the_congested_market_clears_at_10_15_and_15_dollars() {
    assertThat(run.outcome(deadline, fixture.clearing(good()))).isEqualTo(OutcomeCode.ACCEPTED);
    assertThat(run.status(0)).isEqualTo(IntervalStatus.CLEARED);
    assertThat(run.state().clearing(0)).contains(good());
  }

  @Test
  @Tag("seed-12")
  @Tag("seed-14")
  void the_uncongested_market_clears_at_235_over_19_dollars() {
    var free = new LedgerRun(LedgerFixture.uncongested());
    free.clearSeed(0);
    ClearingCertificate clearing = free.state().clearing(0).orElseThrow();
    assertThat(clearing.pricePicosPerMwh(0)).isBetween(12_368_421_000_000L, 12_368_421_100_000L);
    assertThat(clearing.injectionWatts(0)).isBetween(147_368_400L, 147_368_440L);
    assertThat(clearing.injectionWatts(1)).isBetween(-138_157_915L, -138_157_875L);
  }

  static Stream<ClearingCertificate> doctored() {
    Hash root = bookedRoot();
    long[] injections = {100_000_000, -125_000_000, 25_000_000};
    long[] prices = {10 * USD_PICOS, 15 * USD_PICOS, 15 * USD_PICOS};
    long[] duals = {5 * USD_PICOS, 0};
    return Stream.of(
        // All prices shifted together, by two cents and by a tenth of a cent.
        Clearings.radial(0, root, injections, shifted(prices, USD_PICOS / 50), duals),
        Clearings.radial(0, root, injections, shifted(prices, -USD_PICOS / 50), duals),
        Clearings.radial(0, root, injections, shifted(prices, USD_PICOS / 1_000), duals),
        Clearings.radial(0, root, injections, shifted(prices, -USD_PICOS / 1_000), duals),
        // One price moved.
        Clearings.radial(
            0, root, injections, new long[] {10 * USD_PICOS, 16 * USD_PICOS, prices[2]}, duals),
        // Two injections moved by 20 W.
        Clearings.radial(0, root, new long[] {99_999_980, -124_999_980, 25_000_000}, prices, duals),
        // Energy from nowhere.
        Clearings.radial(
            0, root, new long[] {100_000_000, -125_000_000, 25_000_001}, prices, duals),
        // The line's limit overrun: the uncongested dispatch.
        Clearings.radial(
            0,
            root,
            new long[] {147_368_421, -138_157_895, -9_210_526},
            shifted(new long[3], 12_368_421_052_632L),
            new long[2]),
        // Forged duals: too small, of a line that does not bind, of the wrong sign.
        Clearings.radial(0, root, injections, prices, new long[] {4 * USD_PICOS, 0}),
        Clearings.radial(0, root, injections, prices, new long[] {5 * USD_PICOS, USD_PICOS}),
        Clearings.radial(0, root, injections, prices, new long[] {-5 * USD_PICOS, 0}),
        // Of another network.
        new ClearingCertificate(0, root, new long[2], new long[2], new long[2], new long[1]));
  }

  private static long[] shifted(long[] prices, long by) {
    return LongStream.of(prices).map(price -> price + by).toArray();
  }

  private static Hash bookedRoot() {
    var run = new LedgerRun(LedgerFixture.congested());
    run.bookSeed(0);
    return run.booksRoot(0);
  }

  @ParameterizedTest
  @MethodSource("doctored")
  @Tag("seed-10")
  void a_doctored_clearing_is_recorded_as_refused_by_every_validator_and_changes_nothing(
      ClearingCertificate certificate) {
    byte[] transaction = fixture.clearing(certificate);
    for (int validator = 0; validator < 4; validator++) {
      var own = new LedgerRun(fixture);
      own.bookSeed(0);
      Hash before = own.root();
      Executed executed = own.block(deadline, transaction);
      assertThat(executed.outcomes().getFirst().code()).isEqualTo(OutcomeCode.INVALID_CERTIFICATE);
      assertThat(executed.outcomes().getFirst().detail()).isNotBlank();
      assertThat(executed.events())
          .singleElement()
          .isInstanceOfSatisfying(
              LedgerEvent.ClearingRefused.class,
              refused -> assertThat(refused.code()).isEqualTo(OutcomeCode.INVALID_CERTIFICATE));
      assertThat(own.root()).isEqualTo(before);
      assertThat(own.outcome(deadline, fixture.clearing(good()))).isEqualTo(OutcomeCode.ACCEPTED);
    }
  }

  @Test
  void a_clearing_of_other_books_is_refused() {
    Hash before = run.root();
    assertThat(run.outcome(deadline, fixture.clearing(Clearings.congested(0, Hash.ZERO))))
        .isEqualTo(OutcomeCode.WRONG_BOOKS);
    assertThat(run.root()).isEqualTo(before);
  }

  @Test
  void the_first_valid_clearing_wins_and_a_second_is_refused() {
    run.block(deadline - 1, fixture.clearing(good()));
    Hash before = run.root();
    assertThat(run.outcome(deadline, fixture.clearing(good())))
        .isEqualTo(OutcomeCode.WRONG_INTERVAL_STATUS);
    assertThat(run.root()).isEqualTo(before);
  }

  @Test
  void books_are_committed_before_a_clearing_of_them_can_stand() {
    var fresh = new LedgerRun(fixture);
    long gate = fresh.schedule().gateClosureMillis(0);
    assertThat(fresh.outcome(gate, fixture.clearing(good())))
        .isEqualTo(OutcomeCode.WRONG_INTERVAL_STATUS);
    fresh.block(gate + 1, fixture.books(0)[0]);
    assertThat(fresh.outcome(gate + 2, fixture.clearing(good())))
        .isEqualTo(OutcomeCode.WRONG_INTERVAL_STATUS);
  }

  @Test
  void only_regions_submit_clearings_and_sign_for_this_chain() {
    byte[] payload = good().encode();
    for (String signer : List.of("agg-1", "gen-1", "meter-1", "nobody")) {
      assertThat(
              run.outcome(
                  deadline, fixture.envelope(MessageType.CLEARING, signer, payload).toBytes()))
          .isEqualTo(OutcomeCode.UNKNOWN_SIGNER);
    }
    byte[] forged = fixture.clearing(good());
    forged[forged.length - 1] ^= 1;
    assertThat(run.outcome(deadline, forged)).isEqualTo(OutcomeCode.BAD_SIGNATURE);
    assertThat(run.status(0)).isEqualTo(IntervalStatus.BOOKED);
  }

  @Test
  void without_a_clearing_by_the_deadline_the_interval_is_void() {
    run.block(deadline);
    assertThat(run.status(0)).isEqualTo(IntervalStatus.BOOKED);
    Executed executed = run.block(deadline + 1, fixture.clearing(good()));
    assertThat(executed.outcomes().getFirst().code()).isEqualTo(OutcomeCode.WRONG_INTERVAL_STATUS);
    assertThat(executed.events()).contains(new LedgerEvent.IntervalVoided(0));
    assertThat(run.status(0)).isEqualTo(IntervalStatus.VOID);
  }

  @Test
  void load_that_cannot_be_served_below_the_cap_is_shed_at_it() {
    for (long capUsd : new long[] {31, 30, 29}) {
      var draft = new GenesisDraft();
      draft.capMicrosPerMwh = capUsd * DOLLAR;
      var capped = LedgerFixture.of(draft);
      var chain = new LedgerRun(capped);
      var step = new BidCurve(new long[] {0, 20 * MEGAWATT}, new long[] {30 * DOLLAR, 30 * DOLLAR});
      long gate = chain.schedule().gateClosureMillis(0);
      chain.block(
          gate,
          capped.book(0, 1, capped.bid("gen-1", 0, 1, step)),
          capped.book(0, 2, capped.bid("load-2", 0, 1, BidCurve.fixed(-50 * MEGAWATT))),
          capped.book(0, 3));
      assertThat(chain.outcome(gate + 1, capped.clearing(chain.solved(0))))
          .isEqualTo(OutcomeCode.ACCEPTED);
      ClearingCertificate clearing = chain.state().clearing(0).orElseThrow();
      // At 30 the offer and the shedding are equal steps: both are taken to five sevenths.
      long served = capUsd == 31 ? 20 * MEGAWATT : capUsd == 30 ? 14_285_714 : 0;
      assertThat(clearing.injectionWatts(1)).isEqualTo(-served);
      assertThat(clearing.pricePicosPerMwh(1)).isEqualTo(capUsd * USD_PICOS);
    }
  }

  @Test
  void a_certified_price_beyond_the_cap_is_paid_for_at_the_cap() {
    MarketParameters parameters = new GenesisDraft().build().parameters();
    long cap = parameters.priceCapMicrosPerMwh();
    assertThat(SettlementPrice.micros(1_990 * USD_PICOS, parameters)).isEqualTo(cap);
    assertThat(SettlementPrice.micros(-1_990 * USD_PICOS, parameters)).isEqualTo(-cap);
    assertThat(SettlementPrice.micros(999 * USD_PICOS + 500_000, parameters))
        .isEqualTo(999 * DOLLAR + 1);
    var certificate =
        Clearings.radial(
            0,
            Hash.ZERO,
            new long[] {3_600, -3_600, 0},
            new long[] {1_990 * USD_PICOS, 10 * USD_PICOS, 0},
            new long[2]);
    assertThat(ClearingRows.row(fixture.genesis().network(), parameters, certificate, 0))
        .isEqualTo(new PriceRow(1, 1_000 * USD_PICOS, 3_600));
    assertThat(CongestionRent.micros(certificate, parameters)).isEqualTo(-3_564_000);
  }
}
