package io.wattmesh.agents.curve;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.wattmesh.proto.model.BidCurve;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class CurveArithmeticTest {
  private static BidCurve randomCurve(SplittableRandom random, boolean steps) {
    int points = random.nextInt(1, 6);
    long[] watts = random.longs(points, -9_000, 9_000).sorted().toArray();
    long[] prices = random.longs(points, -50, 50).map(p -> p * 1_000_000).sorted().toArray();
    if (!steps) {
      return new BidCurve(watts, prices);
    }
    long[] stepWatts = new long[2 * points];
    long[] stepPrices = new long[2 * points];
    for (int k = 0; k < 2 * points; k++) {
      stepWatts[k] = watts[k / 2];
      stepPrices[k] = prices[(k + 1) / 2 == points ? points - 1 : (k + 1) / 2];
    }
    return new BidCurve(stepWatts, stepPrices);
  }

  private static List<BidCurve> randomParts(SplittableRandom random, boolean steps) {
    var parts = new ArrayList<BidCurve>();
    int count = random.nextInt(1, 6);
    for (int k = 0; k < count; k++) {
      parts.add(randomCurve(random, steps));
    }
    return parts;
  }

  @Test
  void theSumOfStepCurvesIsExactAtEveryPrice() {
    var random = new SplittableRandom(1);
    for (int round = 0; round < 2_000; round++) {
      List<BidCurve> parts = randomParts(random, true);
      BidCurve sum = CurveSum.of(parts);
      for (long dollars = -51; dollars <= 51; dollars++) {
        for (long picos :
            new long[] {dollars * 1_000_000_000_000L, dollars * 1_000_000_000_000L + 7}) {
          assertThat(sum.lowWattsAt(picos))
              .isEqualTo(parts.stream().mapToLong(part -> part.lowWattsAt(picos)).sum());
          assertThat(sum.highWattsAt(picos))
              .isEqualTo(parts.stream().mapToLong(part -> part.highWattsAt(picos)).sum());
        }
      }
    }
  }

  @Test
  void theSumOfSlopesLiesWithinAWattForEachPartAndEndsExactly() {
    var random = new SplittableRandom(2);
    for (int round = 0; round < 2_000; round++) {
      List<BidCurve> parts = randomParts(random, false);
      BidCurve sum = CurveSum.of(parts);
      assertThat(sum.minWatts()).isEqualTo(parts.stream().mapToLong(BidCurve::minWatts).sum());
      assertThat(sum.maxWatts()).isEqualTo(parts.stream().mapToLong(BidCurve::maxWatts).sum());
      for (int k = 0; k < 100; k++) {
        long picos = random.nextLong(-51_000_000_000_000L, 51_000_000_000_000L);
        long exact = parts.stream().mapToLong(part -> part.lowWattsAt(picos)).sum();
        assertThat(Math.abs(sum.lowWattsAt(picos) - exact)).isLessThanOrEqualTo(parts.size() + 1);
      }
    }
  }

  @Test
  void aSplitAddsUpExactlyAndFollowsOnePrice() {
    var random = new SplittableRandom(3);
    for (int round = 0; round < 2_000; round++) {
      List<BidCurve> parts = randomParts(random, random.nextBoolean());
      BidCurve sum = CurveSum.of(parts);
      long total = random.nextLong(sum.minWatts() - 100, sum.maxWatts() + 100);
      long[] watts = CurveSplit.split(parts, total);
      assertThat(Arrays.stream(watts).sum())
          .isEqualTo(Math.clamp(total, sum.minWatts(), sum.maxWatts()));
      for (int k = 0; k < watts.length; k++) {
        assertThat(watts[k]).isBetween(parts.get(k).minWatts(), parts.get(k).maxWatts());
      }
    }
  }

  @Test
  void textIsExactBothWays() {
    assertThat(CurveText.parse("0 @ 5, 400@25"))
        .isEqualTo(new BidCurve(new long[] {0, 400_000_000}, new long[] {5_000_000, 25_000_000}));
    var random = new SplittableRandom(4);
    for (int round = 0; round < 500; round++) {
      BidCurve curve = randomCurve(random, round % 2 == 0);
      assertThat(CurveText.parse(CurveText.format(curve))).isEqualTo(curve);
    }
    assertThatThrownBy(() -> CurveText.parse("0 @ 5, 400")).hasMessageContaining("Point 1");
    assertThatThrownBy(() -> CurveText.parse("0 @ 0.1234567")).hasMessageContaining("six decimals");
  }

  @Test
  void aBuilderRefusesAFallButForgivesRounding() {
    var falling = new CurveBuilder().point(0, 5);
    assertThatThrownBy(() -> falling.point(-1, 6)).hasMessageContaining("falls");
    BidCurve level = new CurveBuilder().point(0, 5).point(10, 5 - 1e-9).build();
    assertThat(level.priceMicrosPerMwh(1)).isEqualTo(5_000_000);
    var notANumber = new CurveBuilder();
    assertThatThrownBy(() -> notANumber.point(0, Double.NaN)).hasMessageContaining("NaN");
  }
}
