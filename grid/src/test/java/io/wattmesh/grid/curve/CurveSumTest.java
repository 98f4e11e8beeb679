package io.wattmesh.grid.curve;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Adding curves adds the injections at every price. */
class CurveSumTest {

  private static List<CostCurve> randomCurves(long seed, int count) {
    Random random = new Random(seed);
    List<CostCurve> curves = new ArrayList<>();
    for (int c = 0; c < count; c++) {
      int points = 1 + random.nextInt(5);
      double[] power = new double[points];
      double[] price = new double[points];
      power[0] = -random.nextInt(20);
      price[0] = random.nextInt(30);
      for (int k = 1; k < points; k++) {
        boolean step = random.nextBoolean();
        power[k] = power[k - 1] + (step ? 1 + random.nextInt(8) : random.nextInt(8));
        price[k] = price[k - 1] + (step ? 0 : random.nextInt(10));
      }
      curves.add(CostCurve.ofPoints(power, price));
    }
    return curves;
  }

  @Test
  void theSumAnswersEveryPriceAsItsPartsDo() {
    for (long seed = 0; seed < 200; seed++) {
      List<CostCurve> parts = randomCurves(seed, 12);
      CostCurve sum = CurveSum.of(parts);
      for (double price = -1; price < 80; price += 0.25) {
        double p = price;
        double least = parts.stream().mapToDouble(c -> c.leastResponseMw(p)).sum();
        double greatest = parts.stream().mapToDouble(c -> c.greatestResponseMw(p)).sum();
        assertThat(sum.leastResponseMw(p)).as("seed %d", seed).isCloseTo(least, within(1e-9));
        assertThat(sum.greatestResponseMw(p)).isCloseTo(greatest, within(1e-9));
      }
    }
  }

  @Test
  void theCostOfTheSumIsThatOfItsPartsAtOnePrice() {
    List<CostCurve> parts = randomCurves(7, 20);
    CostCurve sum = CurveSum.of(parts);
    for (double price = 0.125; price < 60; price += 0.5) {
      double p = price;
      double cost = parts.stream().mapToDouble(c -> c.costUsdPerHour(c.leastResponseMw(p))).sum();
      assertThat(sum.costUsdPerHour(sum.leastResponseMw(p))).isCloseTo(cost, within(1e-6));
    }
  }

  @Test
  void addingInATreeGivesTheSameCurve() {
    List<CostCurve> parts = randomCurves(3, 30);
    CostCurve flat = CurveSum.of(parts);
    CostCurve tree =
        CurveSum.of(List.of(CurveSum.of(parts.subList(0, 13)), CurveSum.of(parts.subList(13, 30))));
    for (double price = -1; price < 80; price += 0.25) {
      assertThat(tree.leastResponseMw(price)).isCloseTo(flat.leastResponseMw(price), within(1e-9));
    }
  }

  @Test
  void integerBidsKeepTheirUnits() {
    CostCurve bid =
        CostCurve.ofBid(new long[] {-2_000_000, 0}, new long[] {30_000_000, 40_000_000});
    assertThat(bid.minMw()).isEqualTo(-2);
    assertThat(bid.leastResponseMw(35)).isCloseTo(-1, within(1e-12));
    assertThat(bid.costUsdPerHour(-2)).isCloseTo(-70, within(1e-9));
  }

  @Test
  void aFallingPriceIsRefusedWithItsPoint() {
    assertThatThrownBy(() -> CostCurve.ofPoints(new double[] {0, 1, 2}, new double[] {3, 5, 4}))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("point 2 (2.0 MW, 4.0 $/MWh)");
  }
}
