package io.wattmesh.grid.certificate;

import static org.assertj.core.api.Assertions.assertThat;

import io.wattmesh.proto.model.BidCurve;
import io.wattmesh.proto.model.Hash;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Each term of the gap bound against a value reckoned by hand. */
class GapBoundTest {
  private static final long MEGAWATT = 1_000_000;
  private static final long USD = 1_000_000_000_000L;

  @Test
  void aPriceOffItsStepCostsTheUnfilledPartTimesTheDifference() {
    var alone =
        new NetworkModel(
            new int[] {1},
            new int[0],
            new int[0],
            new long[0],
            new long[0],
            new long[0],
            new long[0]);
    var bids =
        List.of(
            new BusBids(
                List.of(
                    new BidCurve(
                        new long[] {0, 1_250 * MEGAWATT}, new long[] {10_000_000, 10_000_000}),
                    BidCurve.fixed(-1_000 * MEGAWATT))));
    // 0.4 micro-$/MWh above the step: 250 MW more would have earned 100 micro-$/h.
    var above =
        new ClearingCertificate(0, Hash.ZERO, one(0), one(0), one(10 * USD + 400_000), none());
    // 0.4 below: 1000 MW lose 400 micro-$/h.
    var below =
        new ClearingCertificate(0, Hash.ZERO, one(0), one(0), one(10 * USD - 400_000), none());

    assertThat(CertificateChecker.check(alone, above, bids).gap().gapMicrosPerHour())
        .isEqualTo(100);
    Verdict verdict = CertificateChecker.check(alone, below, bids);
    assertThat(verdict.gap().gapMicrosPerHour()).isEqualTo(400);
    assertThat(verdict.gap().volumeMicrosPerHour()).isEqualTo(19_999_999_200L);
    assertThat(verdict.gap().relative()).isEqualTo("400/19999999200");
  }

  private static long[] one(long value) {
    return new long[] {value};
  }

  private static long[] none() {
    return new long[0];
  }

  @Test
  void anImbalanceCostsItsWorthAtThePricesOfBothItsEnds() {
    ThreeBusMarket market = ThreeBusMarket.congestedFirstLine();
    var draft = new CertificateDraft(market.certificate());
    long before = market.check(draft.build()).gap().gapMicrosPerHour();

    // 5 W more at 10 $/MWh and 5 W less at 15 $/MWh, within every window and balance tolerance.
    draft.injections[0] += 5;
    draft.injections[2] -= 5;

    Verdict verdict = market.check(draft.build());
    assertThat(verdict.reason()).as(verdict.detail()).isEqualTo(Reason.VALID);
    assertThat(verdict.gap().gapMicrosPerHour() - before).isBetween(25L, 26L);
  }

  @Test
  void flowsThatWereRoundedCostHalfAWattAtTheMismatchOfTheirPrices() {
    ThreeBusMarket triangle = ThreeBusMarket.congestedTriangle();

    // Each of three lines has |d| = 2.386 $/MWh: 3.58 micro-$/h for three half watts.
    assertThat(triangle.check(triangle.certificate()).gap().gapMicrosPerHour()).isBetween(4L, 7L);
  }

  @Test
  void aDualWithPricesToMatchOnALineWithSlackCostsTheSlack() {
    var pair =
        new NetworkModel(
            new int[] {1, 2},
            new int[] {0},
            new int[] {1},
            new long[] {1_000 * MEGAWATT},
            new long[1],
            new long[] {-50 * MEGAWATT},
            new long[] {50 * MEGAWATT});
    var bids =
        List.of(
            new BusBids(List.of(BidCurve.fixed(3 * MEGAWATT))),
            new BusBids(List.of(BidCurve.fixed(-3 * MEGAWATT))));
    var forged =
        new ClearingCertificate(
            0,
            Hash.ZERO,
            new long[] {0, -3_000_000_000L},
            new long[] {3 * MEGAWATT, -3 * MEGAWATT},
            new long[] {11 * USD, 13 * USD},
            one(2 * USD));

    Verdict verdict = CertificateChecker.check(pair, forged, bids);

    // 47 MW of slack at 2 $/MWh.
    assertThat(verdict.reason()).isEqualTo(Reason.GAP);
    assertThat(verdict.gap().gapMicrosPerHour()).isEqualTo(94_000_000);
    assertThat(verdict.bindingBranches()).isZero();
  }

  @Test
  void aPriceMismatchOverALineCostsItsSusceptanceTimesTwoPi() {
    ThreeBusMarket market = ThreeBusMarket.congestedFirstLine();
    var draft = new CertificateDraft(market.certificate());
    // rho is 1000 MW/rad x 1e-6 $/MWh at bus 2; bus 1 is the reference and not counted.
    draft.duals[0] += 1_000_000;

    long gap = market.check(draft.build()).gap().gapMicrosPerHour();

    assertThat(gap).isBetween(6_283L, 6_285L);
  }

  @Test
  void theToleranceIsTheGreaterOfTheFloorAndATenMillionthOfTheVolume() {
    assertThat(GapBound.of(1_000, 0).isWithinTolerance()).isTrue();
    assertThat(GapBound.of(1_001, 0).isWithinTolerance()).isFalse();
    assertThat(GapBound.of(2_000, 20_000_000_000L).isWithinTolerance()).isTrue();
    assertThat(GapBound.of(2_001, 20_000_000_000L).isWithinTolerance()).isFalse();
    assertThat(GapBound.NOT_REACHED.isWithinTolerance()).isFalse();
  }
}
