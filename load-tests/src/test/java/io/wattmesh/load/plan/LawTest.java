package io.wattmesh.load.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;

class LawTest {
  private static final double EXACT = 1e-9;

  @Test
  void points_on_a_line_give_the_line() {
    Law law =
        Law.fit(
            List.of(new Law.Sample(10, 25), new Law.Sample(1_000, 2_005), new Law.Sample(2, 9)));

    assertThat(law.fixedSeconds()).isCloseTo(5, within(EXACT));
    assertThat(law.eachSeconds()).isCloseTo(2, within(EXACT));
  }

  @Test
  void one_point_is_taken_for_what_grows_and_nothing_for_what_does_not() {
    Law law = Law.fit(List.of(new Law.Sample(50, 100)));

    assertThat(law.fixedSeconds()).isZero();
    assertThat(law.eachSeconds()).isCloseTo(2, within(EXACT));
  }

  @Test
  void what_would_begin_below_zero_begins_at_zero() {
    Law law = Law.fit(List.of(new Law.Sample(10, 1), new Law.Sample(20, 30)));

    assertThat(law.fixedSeconds()).isZero();
    assertThat(law.eachSeconds()).isPositive();
  }

  @Test
  void what_would_shrink_with_more_does_not_grow() {
    Law law = Law.fit(List.of(new Law.Sample(10, 30), new Law.Sample(2_000, 20)));

    assertThat(law.eachSeconds()).isZero();
    assertThat(law.fixedSeconds()).isBetween(20.0, 30.0);
  }
}
