package io.wattmesh.load.agents;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class RollCallTest {
  private final RollCall calls = new RollCall(3);

  @Test
  void who_answers_twice_counts_once_and_who_did_not_is_missing() {
    calls.begin(0);
    calls.onAnswer(1, 0);
    calls.onAnswer(1, 0);
    assertThat(calls.answered()).isEqualTo(1);
    assertThat(calls.again()).isEqualTo(1);
    assertThat(calls.isMissing(0)).isTrue();
    assertThat(calls.isMissing(1)).isFalse();
  }

  @Test
  void an_answer_of_another_round_counts_for_none() {
    calls.begin(0);
    calls.onAnswer(0, 0);
    calls.begin(1);
    calls.onAnswer(0, 0);
    assertThat(calls.answered()).isZero();
    assertThat(calls.strays()).isEqualTo(1);
    assertThat(calls.isMissing(0)).isTrue();
  }
}
