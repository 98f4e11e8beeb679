package io.wattmesh.load.objective;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.wattmesh.load.measure.Counts;
import io.wattmesh.load.measure.Latency;
import java.util.Arrays;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ObjectiveTest {
  /** Latencies are ten times their percentile in ms; 20 of 10,000 bids failed. */
  private static final Figures FIGURES =
      new Figures() {
        @Override
        public OptionalDouble latencyMicros(String latency, double percentile) {
          return latency.equals("settlement")
              ? OptionalDouble.empty()
              : OptionalDouble.of(percentile * 10_000);
        }

        @Override
        public OptionalDouble count(String name) {
          return OptionalDouble.of(
              Map.of("intended", 10_000.0, "errors", 20.0).getOrDefault(name, 0.0));
        }
      };

  private static boolean holds(String text) {
    return Objective.parse(text).judge(FIGURES).holds();
  }

  @Test
  void a_percentile_is_compared_with_a_duration() {
    assertThat(holds("finality.p99<1s")).isTrue();
    assertThat(holds("finality.p99<990ms")).isFalse();
    assertThat(holds("finality.p99<=990ms")).isTrue();
    assertThat(holds("acknowledged.p99.9 < 1s")).isTrue();
    assertThat(holds("acknowledged.max<=1s")).isTrue();
    assertThat(holds("acknowledged.max<1s")).isFalse();
    assertThat(holds("scheduleLag.p50>=0.5s")).isTrue();
    assertThat(holds("scheduleLag.p50>0.5s")).isFalse();
  }

  @Test
  void a_count_is_compared_with_a_number_or_with_a_share_of_what_was_meant() {
    assertThat(holds("errors<0.3%")).isTrue();
    assertThat(holds("errors<0.2%")).isFalse();
    assertThat(holds("errors<=20")).isTrue();
    assertThat(holds("lost<=0")).isTrue();
    assertThat(holds("accepted>=1")).isFalse();
  }

  @Test
  void what_was_never_measured_meets_no_objective() {
    assertThat(holds("settlement.p99<1h")).isFalse();
    assertThat(holds("settlement.p99>0s")).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "finality<5s",
        "finality.p99<5",
        "finality.p99",
        "finality.p101<5s",
        "finality.mean<5s",
        "speed.p99<5s",
        "errors<5s",
        "errors.p99<5s",
        "mistakes<1%",
        "errors=0",
        ""
      })
  void whatever_else_is_refused(String text) {
    assertThatThrownBy(() -> Objective.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("Objective '")
        .isNotInstanceOf(NumberFormatException.class);
  }

  @Test
  void a_bound_that_is_no_duration_says_what_one_is() {
    assertThatThrownBy(() -> Objective.parse("cleared.p99<soon"))
        .hasMessageContaining("such as 250ms");
  }

  @Test
  void every_latency_and_every_count_can_be_named() {
    assertThat(Objective.LATENCIES)
        .containsExactlyElementsOf(Arrays.stream(Latency.values()).map(Latency::key).toList());
    var counts = new Counts(10, 9, 0, 7, 5, 1, 1, 1, 3, 1, new TreeMap<>());
    assertThat(Objective.COUNTS).allSatisfy(name -> assertThat(counts.of(name)).isPresent());
    assertThat(counts.of("errors"))
        .as("never sent 1, refused 1, unanswered 1, rejected 1, lost 1, dropped 3")
        .hasValue(8);
    assertThat(counts.of("intended")).hasValue(13);
  }

  @Test
  void figures_are_told_in_their_units() {
    assertThat(Objective.parse("finality.p99<5s").words(1_234_567)).isEqualTo("1.23 s");
    assertThat(Objective.parse("finality.p99<5s").words(1_234)).isEqualTo("1.2 ms");
    assertThat(Objective.parse("errors<1%").words(0.0025)).isEqualTo("0.2500 %");
    assertThat(Objective.parse("lost<=0").words(3)).isEqualTo("3");
  }
}
