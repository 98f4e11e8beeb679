package io.wattmesh.grid.certificate;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

class DoctoredCertificateTest {
  private static final long MILLI_USD = 1_000_000_000L;

  private final ThreeBusMarket free = ThreeBusMarket.uncongested();
  private final ThreeBusMarket triangle = ThreeBusMarket.congestedTriangle();
  private final CertificateDraft draft = new CertificateDraft(free.certificate());
  private final CertificateDraft congested = new CertificateDraft(triangle.certificate());

  private void assertRefused(Reason reason, String... mentioned) {
    assertRefused(free.check(draft.build()), reason, mentioned);
  }

  private static void assertRefused(Verdict verdict, Reason reason, String... mentioned) {
    assertThat(verdict.reason()).as(verdict.detail()).isEqualTo(reason);
    assertThat(verdict.isValid()).isFalse();
    assertThat(verdict.detail()).contains(mentioned);
  }

  @Test
  void onePriceMovedByATenthOfACentIsRefused() {
    draft.prices[1] += MILLI_USD;
    assertRefused(Reason.PRICE_NOT_SUPPORTED, "Bus 2");
  }

  @Test
  void allPricesShiftedByTwoCentsAreRefused() {
    draft.shiftPrices(20 * MILLI_USD);
    assertRefused(Reason.PRICE_NOT_SUPPORTED, "Bus 1");
  }

  @Test
  void allPricesShiftedByATenthOfACentAreRefused() {
    draft.shiftPrices(-MILLI_USD);
    assertRefused(Reason.PRICE_NOT_SUPPORTED, "Bus 1");
  }

  @Test
  void allPricesShiftedByTwoMicroDollarsAreRefused() {
    draft.shiftPrices(2_000_000);
    assertRefused(Reason.PRICE_NOT_SUPPORTED, "Bus 1");
  }

  @Test
  void anInjectionMovedByAKilowattIsRefused() {
    draft.injections[0] += 1_000;
    draft.injections[1] -= 1_000;
    assertRefused(Reason.BUS_BALANCE, "Bus 1", "147369421");
  }

  @Test
  void energyFromNowhereIsRefusedToTheWatt() {
    draft.injections[2] += 1;
    assertRefused(Reason.ENERGY_NOT_CONSERVED, "sum to 1 W");
  }

  @Test
  void aFlowAHundredWattsOverItsLimitIsRefused() {
    congested.angles[1] -= 100_000;
    assertRefused(
        triangle.check(congested.build()), Reason.LINE_LIMIT, "bus 1 to bus 2", "80000100 W");
  }

  @Test
  void aFlowTwoWattsOverItsLimitIsWithinToleranceAndCountedAsALoss() {
    long before = triangle.check(congested.build()).gap().gapMicrosPerHour();
    congested.angles[1] -= 2_000;

    Verdict verdict = triangle.check(congested.build());

    assertThat(verdict.reason()).as(verdict.detail()).isEqualTo(Reason.VALID);
    // 2 W at the line's 7.16 $/MWh.
    assertThat(verdict.gap().gapMicrosPerHour()).isGreaterThan(before + 13);
  }

  @Test
  void aFlowBelowItsLowerLimitIsRefused() {
    ThreeBusMarket market = ThreeBusMarket.congestedFirstLine();
    NetworkModel narrower = market.network().withLimits(1, -24_999_000, 24_999_000);
    Verdict verdict = CertificateChecker.check(narrower, market.certificate(), ThreeBusMarket.BIDS);
    assertRefused(verdict, Reason.LINE_LIMIT, "bus 2 to bus 3", "-25000000 W", "-24999000");
  }

  @Test
  void aDualOnALineThatIsNotFullIsRefused() {
    draft.duals[0] = 5 * MILLI_USD;
    assertRefused(Reason.GAP, "micro-$/h");
  }

  @Test
  void aDualOfTheWrongSignIsRefused() {
    congested.duals[0] = -congested.duals[0];
    assertRefused(triangle.check(congested.build()), Reason.GAP, "are allowed");
  }

  @Test
  void aDualOnALineWithoutThatLimitIsRefused() {
    NetworkModel unlimited =
        free.network().withLimits(1, NetworkModel.NO_LOWER_LIMIT, NetworkModel.NO_UPPER_LIMIT);
    draft.duals[1] = -1;
    Verdict verdict = CertificateChecker.check(unlimited, draft.build(), ThreeBusMarket.BIDS);
    assertRefused(verdict, Reason.DUAL_SIGN, "bus 2 to bus 3", "lower limit");
    draft.duals[1] = 1;
    verdict = CertificateChecker.check(unlimited, draft.build(), ThreeBusMarket.BIDS);
    assertRefused(verdict, Reason.DUAL_SIGN, "bus 2 to bus 3", "upper limit");
  }

  @Test
  void aMissingDualOnAFullLineIsRefused() {
    congested.duals[0] = 0;
    assertRefused(triangle.check(congested.build()), Reason.GAP, "are allowed");
  }

  @Test
  void anAngleBeyondHalfATurnIsRefused() {
    draft.angles[2] = -CertificateRules.MAX_ANGLE_PICO_RAD - 1;
    assertRefused(Reason.ANGLE_BOX, "bus 3", "3141592653589");
  }

  @Test
  void aReferenceThatIsNotAtZeroIsRefused() {
    Arrays.setAll(draft.angles, bus -> draft.angles[bus] + 1);
    assertRefused(Reason.ANGLE_BOX, "bus 1");
  }

  @Test
  void listsThatDoNotFitTheNetworkAreRefused() {
    draft.duals = new long[3];
    assertRefused(Reason.SHAPE, "2 branches", "3 line duals");
  }

  @Test
  void bidsOfTooFewBusesAreRefused() {
    Verdict verdict =
        CertificateChecker.check(free.network(), draft.build(), ThreeBusMarket.BIDS.subList(0, 2));
    assertRefused(verdict, Reason.SHAPE, "bids came for 2");
  }

  @Test
  void aPriceOutOfRangeIsRefusedBeforeItCanOverflow() {
    draft.prices[0] = Long.MIN_VALUE;
    assertRefused(Reason.VALUE_RANGE, "bus 1");
    draft.prices[0] = CertificateRules.MAX_PRICE_PICOS;
    draft.duals[1] = Long.MAX_VALUE;
    assertRefused(Reason.VALUE_RANGE, "bus 2 to bus 3");
  }

  @Test
  void sumsThatLeaveTheirRangeAreARefusalAndNotACrash() {
    draft.injections[0] = Long.MIN_VALUE;
    assertRefused(Reason.OVERFLOW, "overflow");
  }

  @Test
  void theWidestValuesAreRefusedForTheirGapWithoutOverflow() {
    ThreeBusMarket market = ThreeBusMarket.congestedFirstLine();
    var extreme = new CertificateDraft(market.certificate());
    extreme.duals[0] = CertificateRules.MAX_DUAL_PICOS;
    Verdict verdict = market.check(extreme.build());
    assertRefused(verdict, Reason.GAP, "are allowed");
    assertThat(verdict.gap().isWithinTolerance()).isFalse();
  }
}
