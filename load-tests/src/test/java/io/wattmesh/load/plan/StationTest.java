package io.wattmesh.load.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class StationTest {
  private static final double EXACT = 1e-9;

  @Test
  void two_processors_do_two_pieces_at_a_time_and_the_third_waits() {
    var station = new Station(2);

    assertThat(station.done(1, 3)).isCloseTo(4, within(EXACT));
    assertThat(station.done(1, 1)).isCloseTo(2, within(EXACT));
    assertThat(station.done(1, 1)).isCloseTo(3, within(EXACT));
  }

  @Test
  void a_part_of_a_processor_takes_longer() {
    assertThat(new Station(0.5).done(0, 1)).isCloseTo(2, within(EXACT));
    assertThat(new Station(1.8).done(0, 0.9)).isCloseTo(1, within(EXACT));
  }

  @Test
  void no_processor_is_no_station() {
    assertThatThrownBy(() -> new Station(0)).isInstanceOf(IllegalArgumentException.class);
  }
}
