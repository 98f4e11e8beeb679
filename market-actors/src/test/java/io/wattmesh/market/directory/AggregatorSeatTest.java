package io.wattmesh.market.directory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class AggregatorSeatTest {
  @Test
  void theFirstOfABusIsNamedByTheBusAloneAndAllAreReadBack() {
    assertThat(new AggregatorSeat(7, 0)).hasToString("7");
    assertThat(new AggregatorSeat(7, 1)).hasToString("7-2");
    for (int bus : new int[] {-3, 0, 1, 12, Integer.MAX_VALUE}) {
      for (int place = 0; place < 4; place++) {
        var seat = new AggregatorSeat(bus, place);
        assertThat(AggregatorSeat.parse(seat.toString())).isEqualTo(seat);
      }
    }
  }

  @Test
  void whatIsNoSeatIsRefused() {
    assertThatThrownBy(() -> AggregatorSeat.parse("seven"))
        .isInstanceOf(NumberFormatException.class);
    assertThatThrownBy(() -> AggregatorSeat.parse("7-x")).isInstanceOf(NumberFormatException.class);
    assertThatThrownBy(() -> AggregatorSeat.parse("7-0"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("places count from 0");
  }
}
