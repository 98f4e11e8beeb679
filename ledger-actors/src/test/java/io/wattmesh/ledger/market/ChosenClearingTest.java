package io.wattmesh.ledger.market;

import static io.wattmesh.ledger.Clearings.USD_PICOS;
import static io.wattmesh.ledger.GenesisDraft.DOLLAR;
import static io.wattmesh.ledger.GenesisDraft.MEGAWATT;
import static org.assertj.core.api.Assertions.assertThat;

import io.wattmesh.grid.certificate.ChoiceProof;
import io.wattmesh.grid.certificate.ClearingCertificate;
import io.wattmesh.ledger.Clearings;
import io.wattmesh.ledger.LedgerFixture;
import io.wattmesh.ledger.LedgerRun;
import io.wattmesh.ledger.market.LedgerMachine.Executed;
import io.wattmesh.ledger.transaction.OutcomeCode;
import io.wattmesh.proto.model.BidCurve;
import io.wattmesh.proto.model.Hash;
import org.junit.jupiter.api.Test;

/** Where a market has several optima, the ledger takes the one of the published rules alone. */
class ChosenClearingTest {
  private final LedgerFixture fixture = LedgerFixture.uncongested();
  private final LedgerRun run = new LedgerRun(fixture);
  private final long gate = run.schedule().gateClosureMillis(0);

  private static BidCurve offer(long megawatts, long usd) {
    return new BidCurve(
        new long[] {0, megawatts * MEGAWATT}, new long[] {usd * DOLLAR, usd * DOLLAR});
  }

  private void book(BidCurve gen1, BidCurve gen3) {
    run.block(
        gate,
        fixture.book(0, 1, fixture.bid("gen-1", 0, 1, gen1)),
        fixture.book(0, 2, fixture.bid("load-2", 0, 1, BidCurve.fixed(-60 * MEGAWATT))),
        fixture.book(0, 3, fixture.bid("gen-3", 0, 1, gen3)));
  }

  private ClearingCertificate claim(long[] megawatts, long priceUsdMillis, ChoiceProof choice) {
    long[] watts = new long[3];
    long[] prices = new long[3];
    for (int bus = 0; bus < 3; bus++) {
      watts[bus] = megawatts[bus] * MEGAWATT;
      prices[bus] = priceUsdMillis * USD_PICOS / 1_000;
    }
    return Clearings.radial(0, run.booksRoot(0), watts, prices, new long[2], choice);
  }

  private void assertRefused(ClearingCertificate claim, String why) {
    Hash before = run.root();
    Executed executed = run.block(gate + 1, fixture.clearing(claim));
    assertThat(executed.outcomes().getFirst().code()).isEqualTo(OutcomeCode.INVALID_CERTIFICATE);
    assertThat(executed.outcomes().getFirst().detail()).contains(why);
    assertThat(run.root()).isEqualTo(before);
  }

  private void assertAccepted(ClearingCertificate clearing) {
    assertThat(run.outcome(gate + 1, fixture.clearing(clearing))).isEqualTo(OutcomeCode.ACCEPTED);
  }

  @Test
  void of_prices_that_all_support_the_dispatch_the_nearest_to_zero_alone_is_taken() {
    // Bus 1's offer is all taken at 20 $, bus 3's next would be 30.
    book(offer(60, 20), offer(60, 30));
    long[] megawatts = {60, -60, 0};
    ClearingCertificate good = run.solved(0);
    assertThat(good.pricePicosPerMwh(2)).isEqualTo(20 * USD_PICOS);
    for (long millis : new long[] {20_001, 25_000, 29_999, 30_000}) {
      assertRefused(claim(megawatts, millis, good.choice()), "pulled");
    }
    assertAccepted(good);
  }

  @Test
  void a_forged_proof_of_prices_is_refused() {
    book(offer(60, 20), offer(60, 30));
    long[] megawatts = {60, -60, 0};
    ClearingCertificate good = run.solved(0);
    long[] shares = {USD_PICOS, USD_PICOS, USD_PICOS};
    ChoiceProof none = new ChoiceProof(shares, new long[2], new long[3], 0);
    assertRefused(claim(megawatts, 20_000, none), "pulled");
    // Over branches of 1 GW/rad these carry 25 $ to buses 2 and 3 each: 50 $ weigh on bus 1.
    long[] pulls = {-50_000_000_000_000L, 0, 25_000_000_000_000L};
    ChoiceProof forged = new ChoiceProof(shares, new long[2], pulls, 9);
    assertRefused(claim(megawatts, 25_000, forged), "bus 1 is pulled");
    assertAccepted(good);
  }

  @Test
  void a_share_that_favours_one_of_two_equal_steps_is_refused() {
    book(offer(100, 20), offer(50, 20));
    ClearingCertificate good = run.solved(0);
    assertThat(good.injectionWatts(0)).isEqualTo(40 * MEGAWATT);
    assertThat(good.injectionWatts(2)).isEqualTo(20 * MEGAWATT);
    assertRefused(claim(new long[] {60, -60, 0}, 20_000, good.choice()), "tied steps");
    assertRefused(claim(new long[] {10, -60, 50}, 20_000, good.choice()), "tied steps");
    assertRefused(claim(new long[] {39, -60, 21}, 20_000, good.choice()), "tied steps");
    assertAccepted(good);
  }

  @Test
  void a_forged_proof_of_shares_is_refused() {
    book(offer(100, 20), offer(50, 20));
    ClearingCertificate good = run.solved(0);
    // That bus 1 takes 0.6 and bus 3 nothing does not balance, unless a full line is between.
    ChoiceProof claimed = withShares(good.choice(), 600_000_000_000L, 0);
    assertRefused(claim(new long[] {60, -60, 0}, 20_000, claimed), "do not balance");
    ChoiceProof leaning = withShares(good.choice(), 600_000_000_000L, -600_000_000_000L);
    assertRefused(claim(new long[] {60, -60, 0}, 20_000, leaning), "leans on a limit");
    assertAccepted(good);
  }

  /** A share at bus 1 alone, and a dual of branch 1-2; the pulls of another proof. */
  private static ChoiceProof withShares(ChoiceProof proof, long sharePicos, long dualPicos) {
    return new ChoiceProof(
        new long[] {sharePicos, 0, 0},
        new long[] {dualPicos, 0},
        new long[] {proof.pull(0), proof.pull(1), proof.pull(2)},
        proof.pullExponent());
  }
}
