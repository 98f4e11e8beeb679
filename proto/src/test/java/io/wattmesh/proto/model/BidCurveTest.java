package io.wattmesh.proto.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class BidCurveTest {
  private static final long MAX_W = BidCurve.MAX_POWER_WATTS;
  private static final long MAX_P = BidCurve.MAX_PRICE_MICROS_PER_MWH;

  @Test
  void a_curve_without_points_or_with_too_many_is_refused() {
    refused(new long[0], new long[0])
        .hasMessage(
            "A bid curve has 1 to 64 points with one price each; this has 0 powers and 0 prices.");
    refused(new long[65], new long[65])
        .hasMessage(
            "A bid curve has 1 to 64 points with one price each; this has 65 powers and 65"
                + " prices.");
    assertThat(new BidCurve(new long[64], new long[64]).points()).isEqualTo(64);
  }

  @Test
  void a_power_without_a_price_is_refused() {
    refused(new long[2], new long[1])
        .hasMessage(
            "A bid curve has 1 to 64 points with one price each; this has 2 powers and 1 prices.");
  }

  @Test
  void a_point_out_of_range_is_refused_with_its_values_at_either_end() {
    for (long power : new long[] {MAX_W + 1, -MAX_W - 1, Long.MAX_VALUE, Long.MIN_VALUE}) {
      refused(new long[] {power}, new long[] {5})
          .hasMessage(
              "Point 0 (%d W, 5 micro-$/MWh) lies beyond +-%d W or +-%d micro-$/MWh."
                  .formatted(power, MAX_W, MAX_P));
    }
    for (long price : new long[] {MAX_P + 1, -MAX_P - 1, Long.MAX_VALUE, Long.MIN_VALUE}) {
      refused(new long[] {5}, new long[] {price})
          .hasMessage(
              "Point 0 (5 W, %d micro-$/MWh) lies beyond +-%d W or +-%d micro-$/MWh."
                  .formatted(price, MAX_W, MAX_P));
    }
    var widest = new BidCurve(new long[] {-MAX_W, MAX_W}, new long[] {-MAX_P, MAX_P});
    assertThat(widest.minWatts()).isEqualTo(-MAX_W);
    assertThat(widest.maxWatts()).isEqualTo(MAX_W);
  }

  @Test
  void a_power_or_a_price_that_falls_is_refused_with_both_points_and_the_remedy() {
    refused(new long[] {1, 5, 4}, new long[] {1, 2, 3})
        .hasMessage(
            "Point 2 (4 W, 3 micro-$/MWh) falls below point 1 (5 W, 2 micro-$/MWh): power and"
                + " price must never fall. Sort the points by power and remove the fall.");
    refused(new long[] {1, 2}, new long[] {2, 1}).hasMessageContaining("falls below point 0");
  }

  @Test
  void a_step_answers_its_price_with_its_whole_width() {
    var offer = new BidCurve(new long[] {0, 1_000}, new long[] {7, 7});

    assertThat(offer.lowWattsAt(7_000_000)).isZero();
    assertThat(offer.highWattsAt(7_000_000)).isEqualTo(1_000);
    assertThat(offer.highWattsAt(6_999_999)).isZero();
    assertThat(offer.lowWattsAt(7_000_001)).isEqualTo(1_000);
  }

  @Test
  void a_vertical_piece_answers_a_range_of_prices_with_one_power() {
    var curve = new BidCurve(new long[] {3, 3}, new long[] {-5, 5});

    assertThat(curve.lowWattsAt(0)).isEqualTo(3);
    assertThat(curve.highWattsAt(0)).isEqualTo(3);
  }

  @Test
  void a_slope_is_rounded_down_at_the_low_end_and_up_at_the_high_end() {
    var curve = new BidCurve(new long[] {-10, 0}, new long[] {0, 3});

    assertThat(curve.lowWattsAt(1_000_000)).isEqualTo(-7);
    assertThat(curve.highWattsAt(1_000_000)).isEqualTo(-6);
  }

  @Test
  void a_fixed_power_answers_every_price_alike() {
    for (long price : new long[] {Long.MIN_VALUE, -1, 0, 1, Long.MAX_VALUE}) {
      assertThat(BidCurve.fixed(-42).lowWattsAt(price)).isEqualTo(-42);
      assertThat(BidCurve.fixed(-42).highWattsAt(price)).isEqualTo(-42);
    }
  }

  @Test
  void a_later_change_of_the_callers_arrays_changes_nothing() {
    long[] watts = {1};
    long[] prices = {2};
    var curve = new BidCurve(watts, prices);
    watts[0] = 9;
    prices[0] = 9;
    assertThat(curve).isEqualTo(new BidCurve(new long[] {1}, new long[] {2}));
    assertThat(curve).hasToString("BidCurve[1 W @ 2 micro-$/MWh]");
  }

  private static org.assertj.core.api.AbstractThrowableAssert<?, ?> refused(
      long[] watts, long[] prices) {
    return assertThatThrownBy(() -> new BidCurve(watts, prices))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
