package io.wattmesh.grid.clearing;

import static io.wattmesh.grid.clearing.BidMarket.load;
import static io.wattmesh.grid.clearing.BidMarket.offer;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.wattmesh.grid.certificate.ChoiceProof;
import io.wattmesh.grid.certificate.ClearingCertificate;
import io.wattmesh.grid.certificate.Reason;
import io.wattmesh.grid.certificate.Verdict;
import io.wattmesh.grid.network.Branch;
import io.wattmesh.grid.network.Bus;
import io.wattmesh.grid.network.BusType;
import io.wattmesh.grid.network.DcModel;
import io.wattmesh.grid.network.Network;
import java.util.List;
import java.util.function.LongUnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The published rules where the optimum leaves a choice, and that nobody can choose otherwise. */
class ChoiceTest {
  private static final long USD_PICOS = 1_000_000_000_000L;

  private static Network triangle(double limitMw) {
    return new Network(
        "triangle",
        100,
        1,
        List.of(
            new Bus(1, BusType.REFERENCE, 0, 0),
            new Bus(2, BusType.LOAD, 0, 0),
            new Bus(3, BusType.LOAD, 0, 0)),
        List.of(
            new Branch(0, 1, 2, 1000, 0, -limitMw, limitMw, true),
            new Branch(1, 2, 3, 1000, 0, -500, 500, true),
            new Branch(2, 1, 3, 1000, 0, -500, 500, true)),
        List.of());
  }

  private static void assertHolds(BidMarket market, ClearingCertificate certificate) {
    Verdict verdict = market.judge(certificate);
    assertThat(verdict.isValid()).as(verdict.reason() + " " + verdict.detail()).isTrue();
  }

  private static double injectionMw(ClearingCertificate certificate, int index) {
    return certificate.injectionWatts(index) / 1e6;
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3})
  void equalStepsOfDifferentBusesShareProRata(int regions) {
    BidMarket market = new BidMarket(triangle(500));
    market.bid(1, offer(0, 100, 20)).bid(2, load(60)).bid(3, offer(0, 50, 20));
    ClearingCertificate certificate = market.certify(regions);
    assertHolds(market, certificate);
    assertThat(injectionMw(certificate, 0)).isEqualTo(40);
    assertThat(injectionMw(certificate, 2)).isEqualTo(20);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3})
  void equalStepsShareAsFarAsALineLetsThem(int regions) {
    // Pro rata would put 40 - 20 = 20 MW less a third on line 1-2; 15 MW is all that it takes.
    BidMarket market = new BidMarket(triangle(15));
    market.bid(1, offer(0, 100, 20)).bid(2, load(30)).bid(3, offer(0, 50, 20));
    ClearingCertificate certificate = market.certify(regions);
    assertHolds(market, certificate);
    assertThat(injectionMw(certificate, 0)).isEqualTo(15);
    assertThat(injectionMw(certificate, 2)).isEqualTo(15);
  }

  @ParameterizedTest
  @CsvSource({
    "20, 30, 20", // between two offers: the lower
    "-10, 15, 0", // zero where it may be zero
    "-30, -20, -20", // both negative: the one nearer to zero
  })
  void ofSeveralPricesTheOneNearestToZeroIsTaken(long taken, long next, double price) {
    BidMarket market = new BidMarket(triangle(500));
    market.bid(1, offer(0, 50, taken), offer(0, 50, next)).bid(2, load(50));
    for (int regions = 1; regions <= 3; regions++) {
      ClearingCertificate certificate = market.certify(regions);
      assertHolds(market, certificate);
      for (int bus = 0; bus < 3; bus++) {
        assertThat(certificate.pricePicosPerMwh(bus) / 1e12).isCloseTo(price, within(1e-6));
      }
    }
  }

  @Test
  void behindAFullLineThePricesWithTheLeastSumOfSquaresAreTaken() {
    // Line 1-2 is full; what bus 2 pays is open from 20 up to the cap, and the triangle ties 3 to
    // it.
    BidMarket market = new BidMarket(triangle(20));
    market.bid(1, offer(0, 500, 20)).bid(2, load(40)).bid(3, load(20));
    ClearingCertificate certificate = market.certify(2);
    assertHolds(market, certificate);
    assertThat(certificate.pricePicosPerMwh(0)).isEqualTo(20 * USD_PICOS);
  }

  private static ClearingCertificate with(
      ClearingCertificate c, LongUnaryOperator price, long[] injections, ChoiceProof proof) {
    long[] angles = new long[c.buses()];
    long[] prices = new long[c.buses()];
    long[] duals = new long[c.branches()];
    for (int bus = 0; bus < c.buses(); bus++) {
      angles[bus] = c.anglePicoRad(bus);
      prices[bus] = price.applyAsLong(c.pricePicosPerMwh(bus));
    }
    for (int branch = 0; branch < c.branches(); branch++) {
      duals[branch] = c.dualPicosPerMwh(branch);
    }
    return new ClearingCertificate(
        c.interval(), c.booksRoot(), angles, injections, prices, duals, proof);
  }

  private static long[] injections(ClearingCertificate c) {
    long[] injections = new long[c.buses()];
    for (int bus = 0; bus < c.buses(); bus++) {
      injections[bus] = c.injectionWatts(bus);
    }
    return injections;
  }

  @Test
  void anotherPointOfTheSetOfOptimalPricesIsRefused() {
    BidMarket market = new BidMarket(triangle(500));
    market.bid(1, offer(0, 50, 20), offer(0, 50, 30)).bid(2, load(50));
    ClearingCertificate good = market.certify(2);
    for (long shift : new long[] {USD_PICOS / 1_000, USD_PICOS, 9 * USD_PICOS}) {
      ClearingCertificate shifted = with(good, p -> p + shift, injections(good), good.choice());
      assertThat(
              io.wattmesh.grid.certificate.CertificateChecker.check(
                      market.model(), shifted, market.busBids())
                  .reason())
          .isEqualTo(Reason.VALID);
      assertThat(market.judge(shifted).reason()).isEqualTo(Reason.PRICES_NOT_BY_RULE);
    }
  }

  @Test
  void aForgedPullIsRefused() {
    BidMarket market = new BidMarket(triangle(500));
    market.bid(1, offer(0, 50, 20), offer(0, 50, 30)).bid(2, load(50));
    ClearingCertificate good = market.certify(2);
    ChoiceProof proof = good.choice();
    long[] pull = {proof.pull(0), proof.pull(1) + proof.pull(1) / 1_000, proof.pull(2)};
    long[] shares = {proof.sharePicos(0), proof.sharePicos(1), proof.sharePicos(2)};
    ChoiceProof forged = new ChoiceProof(shares, new long[3], pull, proof.pullExponent());
    assertThat(market.judge(with(good, p -> p, injections(good), forged)).reason())
        .isEqualTo(Reason.PRICES_NOT_BY_RULE);
    ChoiceProof none = new ChoiceProof(shares, new long[3], new long[3], 0);
    assertThat(market.judge(with(good, p -> p, injections(good), none)).reason())
        .isEqualTo(Reason.PRICES_NOT_BY_RULE);
  }

  @Test
  void aClearingThatFavoursOneOfTwoEqualStepsIsRefused() {
    BidMarket fair = new BidMarket(triangle(500));
    fair.bid(1, offer(0, 100, 20)).bid(2, load(60)).bid(3, offer(0, 50, 20));
    // The same bids, but for one micro-$/MWh, that send all to bus 1: a dispatch as good.
    BidMarket unfair = new BidMarket(triangle(500));
    unfair.bid(1, offer(0, 100, 20)).bid(2, load(60)).bid(3, offer(0, 50, 21));
    ClearingCertificate favouring = unfair.certify(2);
    assertThat(
            io.wattmesh.grid.certificate.CertificateChecker.check(
                    fair.model(), favouring, fair.busBids())
                .reason())
        .isEqualTo(Reason.VALID);
    assertThat(fair.judge(favouring).reason()).isEqualTo(Reason.SHARES_NOT_BY_RULE);
    // Forged shares that say what was dispatched do not balance over the network.
    ChoiceProof forged =
        new ChoiceProof(new long[] {600_000_000_000L, 0, 0}, new long[3], new long[3], 0);
    ClearingCertificate claimed = with(favouring, p -> p, injections(favouring), forged);
    assertThat(fair.judge(claimed).reason()).isEqualTo(Reason.SHARES_NOT_BY_RULE);
    // Nor may a line that is not full carry a dual.
    ChoiceProof leaning =
        new ChoiceProof(
            new long[] {600_000_000_000L, 0, 0},
            new long[] {-600_000_000_000L, 0, -600_000_000_000L},
            new long[3],
            0);
    claimed = with(favouring, p -> p, injections(favouring), leaning);
    assertThat(fair.judge(claimed).reason()).isEqualTo(Reason.SHARES_NOT_BY_RULE);
  }

  @ParameterizedTest
  @CsvSource({
    "case5_pjm, 2",
    "case30_ieee, 4",
    "case118_ieee, 4",
    "case118_ieee, 16",
    "case300_ieee, 8",
  })
  void randomMarketsKeepTheRulesInEveryRegionCut(String name, int regions) {
    Network network = Cases.read(name, DcModel.MATPOWER);
    for (int seed = 0; seed < 10; seed++) {
      double limits = 0.6 + 0.04 * seed;
      BidMarket market = BidMarket.of(network.withBranches(b -> b.scaledLimits(limits)), seed);
      ClearingCertificate certificate = market.certify(regions);
      assertHolds(market, certificate);
      ClearingCertificate whole = market.certify(1);
      for (int bus = 0; bus < whole.buses(); bus++) {
        assertThat(certificate.pricePicosPerMwh(bus) / 1e12)
            .as("seed %s bus %s", seed, bus)
            .isCloseTo(whole.pricePicosPerMwh(bus) / 1e12, within(1e-6));
        assertThat(certificate.injectionWatts(bus))
            .as("seed %s bus %s", seed, bus)
            .isCloseTo(whole.injectionWatts(bus), within(20L));
      }
    }
  }
}
