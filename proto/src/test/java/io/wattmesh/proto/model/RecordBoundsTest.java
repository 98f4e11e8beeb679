package io.wattmesh.proto.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RecordBoundsTest {
  private static final ParticipantId ALICE = new ParticipantId("alice");

  @ParameterizedTest
  @ValueSource(strings = {"a", "0", "a.b-c", "home-0001", "a-", "a."})
  void a_name_of_small_letters_digits_dots_and_dashes_is_a_participant_id(String name) {
    assertThat(new ParticipantId(name)).hasToString(name);
    assertThat(new ParticipantId("a".repeat(48)).value()).hasSize(48);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "A", "-a", ".a", "a b", "a\n", "a/b", "é", "a\0", "ａ"})
  void any_other_name_is_refused_with_the_rule(String name) {
    assertThatThrownBy(() -> new ParticipantId(name))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "Participant id '%s' must be 1 to 48 characters of a-z, 0-9, '.' and '-', and begin with a letter or digit.",
            name);
  }

  @Test
  void a_name_that_is_too_long_is_refused_and_not_repeated_in_full() {
    assertThatThrownBy(() -> new ParticipantId("a".repeat(1_000)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("Participant id '" + "a".repeat(48) + "' must be");
  }

  @Test
  void a_bids_interval_counts_from_0_and_its_nonce_from_1() {
    BidCurve curve = BidCurve.fixed(1);
    assertThat(new Bid(ALICE, 1, 0, 1, curve).nonce()).isEqualTo(1);
    assertThatThrownBy(() -> new Bid(ALICE, 1, -1, 1, curve))
        .hasMessage("A bid's interval (-1) counts from 0 and its nonce (1) from 1.");
    assertThatThrownBy(() -> new Bid(ALICE, 1, 0, 0, curve))
        .hasMessage("A bid's interval (0) counts from 0 and its nonce (0) from 1.");
  }

  @ParameterizedTest
  @ValueSource(longs = {MeterReading.MAX_ENERGY_JOULES, -MeterReading.MAX_ENERGY_JOULES, 0})
  void a_reading_within_its_bounds_is_kept(long joules) {
    assertThat(new MeterReading(ALICE, 0, joules).energyJoules()).isEqualTo(joules);
  }

  @ParameterizedTest
  @ValueSource(
      longs = {
        MeterReading.MAX_ENERGY_JOULES + 1,
        -MeterReading.MAX_ENERGY_JOULES - 1,
        Long.MAX_VALUE,
        Long.MIN_VALUE
      })
  void a_reading_beyond_its_bounds_is_refused_with_its_values(long joules) {
    assertThatThrownBy(() -> new MeterReading(ALICE, 0, joules))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "A reading's interval (0) counts from 0 and its energy (%d J) lies within +-%d J."
                .formatted(joules, MeterReading.MAX_ENERGY_JOULES));
  }

  @Test
  void a_reading_of_an_interval_before_the_first_is_refused() {
    assertThatThrownBy(() -> new MeterReading(ALICE, -1, 0))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
