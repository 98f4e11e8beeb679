package io.wattmesh.load.workload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StageTest {
  @Test
  void a_stage_is_a_duration_and_a_rate() {
    assertThat(Stage.parse("30s:1000/s")).isEqualTo(new Stage(30_000, 1_000));
    assertThat(Stage.parse(" 1.5m:0.5/s ")).isEqualTo(new Stage(90_000, 0.5));
    assertThat(Stage.parse("250ms:0/s")).isEqualTo(new Stage(250, 0));
  }

  @Test
  void what_a_stage_says_of_itself_is_read_back() {
    for (String text : new String[] {"30s:1000/s", "90s:0.5/s", "2h:1/s", "250ms:20000/s"}) {
      assertThat(Stage.parse(text)).hasToString(text);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"30s", "30s:1000", "30:1000/s", "s:1/s", "30s:-1/s", "", "30s:1000/m"})
  void whatever_else_is_refused_with_the_form(String text) {
    assertThatThrownBy(() -> Stage.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("such as");
  }

  @Test
  void a_stage_without_a_length_or_with_a_rate_beyond_reason_is_refused() {
    assertThatThrownBy(() -> Stage.parse("0s:1/s")).hasMessageContaining("lasts 1 ms or more");
    assertThatThrownBy(() -> Stage.parse("1s:99999999/s")).hasMessageContaining("0 to 10000000");
  }
}
