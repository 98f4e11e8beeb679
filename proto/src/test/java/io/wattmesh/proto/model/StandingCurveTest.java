package io.wattmesh.proto.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** How a curve counts in a market whose prices have bounds. */
class StandingCurveTest {
  private static final long FLOOR = -100;
  private static final long CAP = 1_000;

  private static BidCurve curve(long... wattsAndPrices) {
    long[] watts = new long[wattsAndPrices.length / 2];
    long[] prices = new long[watts.length];
    for (int k = 0; k < watts.length; k++) {
      watts[k] = wattsAndPrices[2 * k];
      prices[k] = wattsAndPrices[2 * k + 1];
    }
    return new BidCurve(watts, prices);
  }

  private static void assertStanding(BidCurve own, long... wattsAndPrices) {
    assertThat(own.standing(FLOOR, CAP)).isEqualTo(curve(wattsAndPrices));
  }

  @Test
  void a_curve_that_holds_zero_within_the_bounds_stands_as_it_is() {
    assertStanding(curve(-50, 10, 0, 20, 70, 30), -50, 10, 0, 20, 70, 30);
    assertStanding(BidCurve.fixed(0), 0, 0);
  }

  @Test
  void a_withdrawal_that_must_be_served_can_be_shed_at_the_cap() {
    assertStanding(BidCurve.fixed(-50), -50, 0, -50, CAP, 0, CAP);
    assertStanding(curve(-50, CAP, 0, CAP), -50, CAP, 0, CAP);
  }

  @Test
  void an_injection_that_must_run_can_be_spilled_at_the_floor() {
    assertStanding(BidCurve.fixed(50), 0, FLOOR, 50, FLOOR, 50, 0);
    assertStanding(curve(20, 5, 50, 7), 0, FLOOR, 20, FLOOR, 20, 5, 50, 7);
  }

  @Test
  void what_is_offered_above_the_cap_or_asked_for_below_the_floor_is_left_out() {
    assertStanding(curve(0, 1_001, 50, 1_001), 0, CAP);
    assertStanding(curve(0, 500, 60, 1_500), 0, 500, 30, CAP);
    assertStanding(curve(-50, -101, 0, -101), 0, FLOOR);
    assertStanding(curve(-60, -300, 0, 100), -30, FLOOR, 0, 100);
  }

  @Test
  void who_would_pay_more_than_the_cap_pays_the_cap() {
    assertStanding(curve(-50, 5_000, 0, 5_000), -50, CAP, 0, CAP);
    assertStanding(curve(-60, 500, 0, 1_500), -60, 500, -30, CAP, 0, CAP);
  }

  @Test
  void every_standing_curve_answers_as_its_own_between_the_bounds_and_with_zero_at_them() {
    var random = new Random(7);
    for (int round = 0; round < 20_000; round++) {
      BidCurve own = anyCurve(random);
      BidCurve standing = own.standing(FLOOR, CAP);
      assertThat(standing.points()).isLessThanOrEqualTo(own.points() + 2);
      assertThat(standing.minWatts()).isNotPositive();
      assertThat(standing.maxWatts()).isNotNegative();
      assertThat(standing.priceMicrosPerMwh(0)).isBetween(FLOOR, CAP);
      assertThat(standing.priceMicrosPerMwh(standing.points() - 1)).isBetween(FLOOR, CAP);
      for (int k = 0; k < 10; k++) {
        long price = random.nextLong(FLOOR * 1_000_000 + 1, CAP * 1_000_000);
        assertThat(standing.lowWattsAt(price) - own.lowWattsAt(price)).isBetween(-1L, 1L);
        assertThat(standing.highWattsAt(price) - own.highWattsAt(price)).isBetween(-1L, 1L);
      }
      assertThat(standing.lowWattsAt(FLOOR * 1_000_000)).isNotPositive();
      assertThat(standing.highWattsAt(CAP * 1_000_000)).isNotNegative();
    }
  }

  private static BidCurve anyCurve(Random random) {
    int points = 1 + random.nextInt(6);
    long[] watts = random.longs(points, -100, 100).toArray();
    long shift = random.nextInt(3) * 150L - 150;
    long[] prices = random.longs(points, -2_000, 3_000).map(p -> p / 7 * 7).toArray();
    Arrays.sort(watts);
    Arrays.sort(prices);
    return new BidCurve(Arrays.stream(watts).map(w -> w + shift).toArray(), prices);
  }
}
