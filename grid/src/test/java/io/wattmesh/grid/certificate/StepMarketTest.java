package io.wattmesh.grid.certificate;

import static org.assertj.core.api.Assertions.assertThat;

import io.wattmesh.proto.model.BidCurve;
import io.wattmesh.proto.model.Hash;
import io.wattmesh.proto.proof.PriceRow;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Two buses on one wide line; steps, ties and prices that bids alone do not determine. */
class StepMarketTest {
  private static final long USD = 1_000_000_000_000L;
  private static final long MILLI_USD = 1_000_000_000L;

  private static final NetworkModel PAIR =
      new NetworkModel(
          new int[] {1, 2},
          new int[] {0},
          new int[] {1},
          new long[] {1_000_000_000},
          new long[1],
          new long[] {-50_000_000},
          new long[] {50_000_000});

  private static BidCurve step(long minWatts, long maxWatts, long priceUsd) {
    long micros = priceUsd * 1_000_000;
    return new BidCurve(new long[] {minWatts, maxWatts}, new long[] {micros, micros});
  }

  private static ClearingCertificate pair(double flowMw, double priceUsd, List<BusBids> bids) {
    var solution =
        new ClearingSolution(
            new double[] {0, -flowMw / 1000},
            new double[] {flowMw, -flowMw},
            new double[] {priceUsd, priceUsd},
            new double[] {0});
    return CertificateMaker.make(PAIR, 1, Hash.ZERO, solution, ResponseWindow.of(bids));
  }

  @Test
  void tiedStepsAreCertifiedAndShareProRata() {
    List<BusBids> bids =
        List.of(
            new BusBids(List.of(step(0, 2_000_000, 10), step(0, 4_000_000, 10))),
            new BusBids(List.of(BidCurve.fixed(-3_000_000))));
    ClearingCertificate certificate = pair(3, 10.0000000001, bids);

    Verdict verdict = CertificateChecker.check(PAIR, certificate, bids);

    assertThat(verdict.reason()).as(verdict.detail()).isEqualTo(Reason.VALID);
    assertThat(
            Awards.at(
                bids.getFirst(), certificate.pricePicosPerMwh(0), certificate.injectionWatts(0)))
        .containsExactly(1_000_000, 2_000_000);
  }

  @Test
  void aPriceMovedOffTheStepItStandsOnIsRefused() {
    List<BusBids> bids =
        List.of(
            new BusBids(List.of(step(0, 6_000_000, 10))),
            new BusBids(List.of(BidCurve.fixed(-3_000_000))));
    for (long shift : new long[] {-MILLI_USD, MILLI_USD, 500_000, -500_000}) {
      var draft = new CertificateDraft(pair(3, 10, bids)).shiftPrices(shift);
      assertThat(CertificateChecker.check(PAIR, draft.build(), bids).reason())
          .isEqualTo(Reason.PRICE_NOT_SUPPORTED);
    }
  }

  @Test
  void aCheaperBidThatWasSkippedIsFound() {
    List<BusBids> fair =
        List.of(
            new BusBids(List.of(step(0, 6_000_000, 12))),
            new BusBids(List.of(BidCurve.fixed(-3_000_000), step(0, 0, 10))));
    ClearingCertificate skipping = pair(3, 12, fair);
    List<BusBids> bids =
        List.of(
            fair.getFirst(),
            new BusBids(List.of(BidCurve.fixed(-3_000_000), step(0, 5_000_000, 10))));

    Verdict verdict = CertificateChecker.check(PAIR, skipping, bids);

    assertThat(verdict.reason()).isEqualTo(Reason.PRICE_NOT_SUPPORTED);
    assertThat(verdict.detail()).contains("Bus 2", "-3000000 W", "2000000 to 2000000");
  }

  @Test
  void whereEveryBidIsVerticalAnyPriceBetweenThemStands() {
    List<BusBids> bids =
        List.of(
            new BusBids(List.of(step(0, 3_000_000, 10))),
            new BusBids(List.of(step(-3_000_000, 0, 20))));
    var draft = new CertificateDraft(pair(3, 15, bids));

    assertThat(CertificateChecker.check(PAIR, draft.build(), bids).isValid()).isTrue();
    draft.shiftPrices(4 * USD);
    assertThat(CertificateChecker.check(PAIR, draft.build(), bids).isValid()).isTrue();
    draft.shiftPrices(2 * USD);
    assertThat(CertificateChecker.check(PAIR, draft.build(), bids).reason())
        .isEqualTo(Reason.PRICE_NOT_SUPPORTED);
  }

  @Test
  void aShiftThatHidesInTheWholeWattsOfSmallBidsIsFoundInTheirSum() {
    // 200 W per $/MWh at each end: a tenth of a cent moves a bus by 0.2 W.
    long[] prices = {0, 100_000_000};
    List<BusBids> bids =
        List.of(
            new BusBids(List.of(new BidCurve(new long[] {-9_999, 10_001}, prices))),
            new BusBids(List.of(new BidCurve(new long[] {-10_001, 9_999}, prices))));
    var draft = new CertificateDraft(pair(0.000001, 50, bids));
    assertThat(CertificateChecker.check(PAIR, draft.build(), bids).reason())
        .isEqualTo(Reason.VALID);

    draft.shiftPrices(MILLI_USD);

    Verdict verdict = CertificateChecker.check(PAIR, draft.build(), bids);
    assertThat(verdict.reason()).isEqualTo(Reason.ISLAND_PRICES_NOT_SUPPORTED);
    assertThat(verdict.detail()).contains("bus 1", "micro-W");
  }

  @Test
  void aThousandSmallBidsDoNotWidenTheWindowOfTheirBus() {
    // 50 W per $/MWh each: a tenth of a cent moves a bid by 0.05 W and the bus by 50 W.
    BidCurve small = new BidCurve(new long[] {0, 5_000}, new long[] {0, 100_000_000});
    List<BusBids> bids =
        List.of(
            new BusBids(Collections.nCopies(1_000, small)),
            new BusBids(List.of(BidCurve.fixed(-2_500_000))));
    var draft = new CertificateDraft(pair(2.5, 50, bids));
    assertThat(CertificateChecker.check(PAIR, draft.build(), bids).isValid()).isTrue();

    draft.shiftPrices(MILLI_USD);

    assertThat(CertificateChecker.check(PAIR, draft.build(), bids).reason())
        .isEqualTo(Reason.PRICE_NOT_SUPPORTED);
  }

  @Test
  void aPriceThatSupportsAPartlyFilledStepSettlesAtTheStepsOwnPrice() {
    BusBids bids = new BusBids(List.of(step(0, 6_000_000, 10)));
    long window = CertificateRules.PRICE_WINDOW_PICOS;
    for (long price : new long[] {10 * USD - window, 10 * USD + window}) {
      assertThat(bids.lowWatts(price)).isZero();
      assertThat(bids.highWatts(price)).isEqualTo(6_000_000);
      assertThat(PriceRow.settlementPriceMicros(price)).isEqualTo(10_000_000);
    }
    assertThat(bids.lowWatts(10 * USD + window + 1)).isEqualTo(6_000_000);
    assertThat(bids.highWatts(10 * USD - window - 1)).isZero();
  }
}
