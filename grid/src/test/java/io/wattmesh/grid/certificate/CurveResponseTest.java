package io.wattmesh.grid.certificate;

import static org.assertj.core.api.Assertions.assertThat;

import io.wattmesh.proto.model.BidCurve;
import java.util.Random;
import org.junit.jupiter.api.Test;

class CurveResponseTest {
  private static final long USD = 1_000_000_000_000L;

  /** Rises to 100 W at 10 $/MWh, steps to 300 W there, stands up to 20, rises to 400 W at 30. */
  private final BidCurve curve =
      new BidCurve(
          new long[] {0, 100, 300, 300, 400},
          new long[] {5_000_000, 10_000_000, 10_000_000, 20_000_000, 30_000_000});

  @Test
  void answersAreFinerThanAWatt() {
    long price = 5 * USD + USD / 1_000_000;
    assertThat(CurveResponse.lowMicroWatts(curve, price, false)).isEqualTo(20);
    assertThat(curve.lowWattsAt(price)).isZero();
  }

  @Test
  void theEndsOfAStepAreTheEndsOfTheAnswer() {
    assertThat(CurveResponse.lowMicroWatts(curve, 10 * USD, false)).isEqualTo(100_000_000);
    assertThat(CurveResponse.highMicroWatts(curve, 10 * USD, true)).isEqualTo(300_000_000);
    assertThat(CurveResponse.highMicroWatts(curve, 10 * USD - 1, true)).isEqualTo(100_000_000);
  }

  @Test
  void marginalPricesAreThoseOfThePieceAboveOrBelowAPower() {
    assertThat(CurveResponse.priceAbovePicos(curve, 0)).isEqualTo(5 * USD);
    assertThat(CurveResponse.priceBelowPicos(curve, 50_000_000)).isEqualTo(7_500_000_000_000L);
    assertThat(CurveResponse.priceAbovePicos(curve, 100_000_000)).isEqualTo(10 * USD);
    assertThat(CurveResponse.priceBelowPicos(curve, 300_000_000)).isEqualTo(10 * USD);
    assertThat(CurveResponse.priceAbovePicos(curve, 300_000_000)).isEqualTo(20 * USD);
    assertThat(CurveResponse.priceBelowPicos(curve, 400_000_000)).isEqualTo(30 * USD);
  }

  @Test
  void answersAgreeWithTheCurvesOwnInWholeWatts() {
    var random = new Random(3);
    for (int k = 0; k < 5_000; k++) {
      int points = 1 + random.nextInt(10);
      long[] watts = random.longs(points, -1_000_000_000, 1_000_000_000).sorted().toArray();
      long[] micros = random.longs(points, -50, 50).map(n -> n * 100_000).sorted().toArray();
      var drawn = new BidCurve(watts, micros);
      long price = random.nextLong(-60, 60) * 100_000_000_000L + random.nextInt(3);
      long low = CurveResponse.lowMicroWatts(drawn, price, false);
      long high = CurveResponse.highMicroWatts(drawn, price, true);
      assertThat(Math.floorDiv(low, 1_000_000)).isEqualTo(drawn.lowWattsAt(price));
      assertThat(Math.ceilDiv(high, 1_000_000)).isEqualTo(drawn.highWattsAt(price));
    }
  }
}
