package io.wattmesh.load.fleet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class TimingWheelTest {
  private final TimingWheel wheel = new TimingWheel(1_000, 16);

  private List<Integer> advance(int tick) {
    var due = new ArrayList<Integer>();
    wheel.advance(tick, due::add);
    due.sort(null);
    return due;
  }

  @Test
  void each_is_due_at_its_tick_and_once() {
    wheel.set(1, 3);
    wheel.set(2, 3);
    wheel.set(3, 4);

    assertThat(advance(2)).isEmpty();
    assertThat(advance(3)).containsExactly(1, 2);
    assertThat(advance(10)).containsExactly(3);
    assertThat(advance(100)).isEmpty();
    assertThat(wheel.size()).isZero();
  }

  @Test
  void who_is_many_turns_ahead_waits_in_its_slot() {
    wheel.set(1, 5);
    wheel.set(2, 5 + 16);
    wheel.set(3, 5 + 160);

    assertThat(advance(5)).containsExactly(1);
    assertThat(advance(20)).isEmpty();
    assertThat(advance(21)).containsExactly(2);
    assertThat(advance(164)).isEmpty();
    assertThat(advance(165)).containsExactly(3);
  }

  @Test
  void all_that_were_passed_are_due_in_order_of_ticks() {
    for (int device = 0; device < 1_000; device++) {
      wheel.set(device, 1 + device * 7 % 313);
    }
    var seen = new ArrayList<Integer>();
    wheel.advance(313, device -> seen.add(1 + device * 7 % 313));

    assertThat(seen).hasSize(1_000).isSorted();
  }

  @Test
  void who_is_due_may_be_set_again_at_once_even_a_whole_turn_ahead() {
    wheel.set(9, 2);
    var times = new TreeMap<Integer, Integer>();
    for (int tick = 1; tick <= 40; tick++) {
      int now = tick;
      wheel.advance(
          tick,
          device -> {
            times.merge(now, 1, Integer::sum);
            wheel.set(device, now + 16);
          });
    }

    assertThat(times).containsOnlyKeys(2, 18, 34);
  }

  @Test
  void a_time_that_has_passed_is_the_next_tick() {
    advance(10);
    wheel.set(4, 3);

    assertThat(advance(11)).containsExactly(4);
  }

  @Test
  void nobody_has_two_times() {
    wheel.set(4, 3);

    assertThatThrownBy(() -> wheel.set(4, 8)).hasMessageContaining("due at tick 3");
  }

  @Test
  void cleared_it_begins_at_the_first_tick_again() {
    wheel.set(4, 30);
    advance(20);
    wheel.clear();
    wheel.set(4, 1);

    assertThat(advance(1)).containsExactly(4);
    assertThatThrownBy(() -> new TimingWheel(1, 12)).hasMessageContaining("power of two");
  }
}
