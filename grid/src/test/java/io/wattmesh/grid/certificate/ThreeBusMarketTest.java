package io.wattmesh.grid.certificate;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class ThreeBusMarketTest {
  private static final long MEGAWATT = 1_000_000;
  private static final Offset<Double> A_MILLICENT = Offset.offset(1e-5);

  @Test
  @Tag("seed-10")
  void theUncongestedMarketIsCertifiedAtOnePrice() {
    ThreeBusMarket market = ThreeBusMarket.uncongested();
    ClearingCertificate certificate = market.certificate();

    Verdict verdict = market.check(certificate);

    assertThat(verdict.reason()).as(verdict.detail()).isEqualTo(Reason.VALID);
    assertThat(verdict.bindingBranches()).isZero();
    assertThat(verdict.gap().gapMicrosPerHour()).isLessThan(100);
    assertThat(certificate.pricePicosPerMwh(2)).isEqualTo(12_368_421_052_632L);
    assertThat(certificate.injectionWatts(0)).isEqualTo(147_368_421);
  }

  @Test
  @Tag("seed-9")
  void theUncongestedWelfareIs3013Point42DollarsAnHour() {
    assertThat(welfareUsdPerHour(ThreeBusMarket.uncongested()))
        .isEqualTo(57255.0 / 19, A_MILLICENT);
  }

  @Test
  @Tag("seed-15")
  void aFullFirstLineIsCertifiedAtPricesOfTenAndFifteen() {
    ThreeBusMarket market = ThreeBusMarket.congestedFirstLine();

    Verdict verdict = market.check(market.certificate());

    assertThat(verdict.reason()).as(verdict.detail()).isEqualTo(Reason.VALID);
    assertThat(verdict.bindingBranches()).isOne();
    assertThat(welfareUsdPerHour(market)).isEqualTo(2895, A_MILLICENT);
  }

  @Test
  @Tag("seed-15")
  void aFullSecondLineIsCertified() {
    ThreeBusMarket market = ThreeBusMarket.congestedSecondLine();

    Verdict verdict = market.check(market.certificate());

    assertThat(verdict.reason()).as(verdict.detail()).isEqualTo(Reason.VALID);
    assertThat(verdict.bindingBranches()).isOne();
  }

  @Test
  @Tag("seed-16")
  void aFullLineOfTheTriangleIsCertifiedWithItsLoopFlow() {
    ThreeBusMarket market = ThreeBusMarket.congestedTriangle();
    ClearingCertificate certificate = market.certificate();

    Verdict verdict = market.check(certificate);

    assertThat(verdict.reason()).as(verdict.detail()).isEqualTo(Reason.VALID);
    assertThat(verdict.bindingBranches()).isOne();
    assertThat(certificate.pricePicosPerMwh(0)).isBetween(10_924_000_000_000L, 10_925_000_000_000L);
    assertThat(certificate.pricePicosPerMwh(1)).isBetween(15_696_000_000_000L, 15_697_000_000_000L);
  }

  @Test
  @Tag("seed-12")
  void awardsOfTheUncongestedMarketAreThoseOfItsCurves() {
    ThreeBusMarket market = ThreeBusMarket.uncongested();

    long[] third = awards(market, 2);

    assertThat(third[0]).isCloseTo(43_684_211L, Offset.offset(10L));
    assertThat(third[1]).isCloseTo(-52_894_737L, Offset.offset(10L));
    assertThat(third[0] + third[1]).isEqualTo(market.certificate().injectionWatts(2));
    assertThat(awards(market, 0)).containsExactly(market.certificate().injectionWatts(0));
    assertThat(awards(market, 1)[0] / MEGAWATT).isEqualTo(-138);
  }

  @Test
  void theCertificateOfAnInexactSolutionWithinAWattIsTheSameMarket() {
    ThreeBusMarket market = ThreeBusMarket.congestedFirstLine();
    var shaken =
        new ClearingSolution(
            new double[] {0, -0.1 + 3e-10, -0.075 - 3e-10},
            new double[] {100.0000004, -124.9999996, 25.0000003},
            new double[] {10.0000000001, 14.9999999999, 15},
            new double[] {5, 0});

    ThreeBusMarket inexact = new ThreeBusMarket(market.network(), shaken);

    Verdict verdict = inexact.check(inexact.certificate());
    assertThat(verdict.reason()).as(verdict.detail()).isEqualTo(Reason.VALID);
  }

  private static double welfareUsdPerHour(ThreeBusMarket market) {
    List<long[]> awards = new ArrayList<>();
    for (int bus = 0; bus < market.network().buses(); bus++) {
      awards.add(awards(market, bus));
    }
    return Welfare.microsPerHour(ThreeBusMarket.BIDS, awards) / 1e6;
  }

  private static long[] awards(ThreeBusMarket market, int bus) {
    ClearingCertificate certificate = market.certificate();
    return Awards.at(
        ThreeBusMarket.BIDS.get(bus),
        certificate.pricePicosPerMwh(bus),
        certificate.injectionWatts(bus));
  }
}
