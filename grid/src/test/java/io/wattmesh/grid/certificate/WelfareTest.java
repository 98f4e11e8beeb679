package io.wattmesh.grid.certificate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.wattmesh.proto.model.BidCurve;
import java.util.List;
import org.junit.jupiter.api.Test;

class WelfareTest {
  private static final long MEGAWATT = 1_000_000;
  private static final long USD = 1_000_000;

  private static long welfare(BidCurve curve, long awardWatts) {
    return Welfare.microsPerHour(
        List.of(new BusBids(List.of(curve))), List.of(new long[] {awardWatts}));
  }

  @Test
  void aSellersWelfareIsMinusTheAreaUnderItsCurve() {
    var curve = new BidCurve(new long[] {0, 100 * MEGAWATT}, new long[] {10 * USD, 30 * USD});
    // 50 MW from 10 to 20 $/MWh.
    assertThat(welfare(curve, 50 * MEGAWATT)).isEqualTo(-750 * USD);
  }

  @Test
  void aBuyersWelfareIsTheAreaUnderItsCurve() {
    var curve = new BidCurve(new long[] {-100 * MEGAWATT, 0}, new long[] {10 * USD, 30 * USD});
    assertThat(welfare(curve, -50 * MEGAWATT)).isEqualTo(1_250 * USD);
    assertThat(welfare(curve, 0)).isZero();
  }

  @Test
  void whatMustRunOrBeServedCountsAsABlockAtItsEndPrice() {
    var mustRun =
        new BidCurve(new long[] {10 * MEGAWATT, 20 * MEGAWATT}, new long[] {10 * USD, 20 * USD});
    assertThat(welfare(mustRun, 10 * MEGAWATT)).isEqualTo(-100 * USD);
    assertThat(welfare(mustRun, 20 * MEGAWATT)).isEqualTo(-250 * USD);

    var mustServe =
        new BidCurve(new long[] {-20 * MEGAWATT, -10 * MEGAWATT}, new long[] {10 * USD, 20 * USD});
    assertThat(welfare(mustServe, -10 * MEGAWATT)).isEqualTo(200 * USD);
    assertThat(welfare(mustServe, -20 * MEGAWATT)).isEqualTo(350 * USD);
    assertThat(welfare(BidCurve.fixed(-5 * MEGAWATT), -5 * MEGAWATT)).isZero();
  }

  @Test
  void anAwardOutsideItsCurveIsRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> welfare(BidCurve.fixed(5), 6))
        .withMessageContaining("6 W");
  }

  @Test
  void theWidestCurveIsIntegratedWithoutOverflow() {
    long most = BidCurve.MAX_POWER_WATTS;
    long top = BidCurve.MAX_PRICE_MICROS_PER_MWH;
    var curve = new BidCurve(new long[] {-most, most}, new long[] {-top, top});
    assertThat(welfare(curve, most)).isEqualTo(-top / 2 * (most / MEGAWATT));
  }
}
