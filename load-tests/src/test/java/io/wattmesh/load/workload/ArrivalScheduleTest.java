package io.wattmesh.load.workload;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ArrivalScheduleTest {
  private static final int DEVICES = 20_000;

  /** One interval to warm up, then four of 30 s. */
  private static Workload workload(String more) {
    return WorkloadFile.parse(
        "test.yaml",
        """
        name: test
        devices: %d
        intervals: 4
        interval: 30s
        lead: 20s
        %s
        """
            .formatted(DEVICES, more));
  }

  private static int[] offsets(Workload workload, long interval) {
    int[] offsets = new int[workload.devices()];
    new ArrivalSchedule(workload).fill(interval, offsets);
    return offsets;
  }

  private static long between(int[] offsets, double fromSeconds, double toSeconds) {
    return Arrays.stream(offsets)
        .filter(offset -> offset >= fromSeconds * 1e6 && offset < toSeconds * 1e6)
        .count();
  }

  @Test
  void half_of_all_bids_come_in_the_last_ten_seconds_before_the_guard_time() {
    int[] offsets =
        offsets(workload("arrivals: {model: gate, burst-share: 0.5, burst: 10s, guard: 1s}"), 2);

    assertThat(between(offsets, 0, 20)).isBetween(9_700L, 10_300L);
    assertThat(between(offsets, 20, 29)).isBetween(9_700L, 10_300L);
    assertThat(between(offsets, 0, 29)).isEqualTo(DEVICES);
    // Evenly within the burst, so nine seconds have about the same each.
    for (int second = 20; second < 29; second++) {
      assertThat(between(offsets, second, second + 1)).isBetween(900L, 1_320L);
    }
  }

  @Test
  void times_are_a_function_of_seed_device_and_interval_and_nothing_else() {
    Workload workload = workload("");
    Workload other = workload("seed: 1");

    assertThat(offsets(workload, 2)).isEqualTo(offsets(workload, 2));
    assertThat(offsets(workload, 2)).isNotEqualTo(offsets(workload, 3));
    assertThat(offsets(workload, 2)).isNotEqualTo(offsets(other, 2));
    Workload smaller =
        workload.with(
            Optional.of(50),
            Optional.empty(),
            Optional.empty(),
            List.of(),
            Optional.empty(),
            List.of());
    assertThat(Arrays.copyOf(offsets(workload, 2), 50)).isEqualTo(offsets(smaller, 2));
  }

  @Test
  void stages_have_exactly_their_rates_and_devices_take_turns() {
    Workload workload = workload("arrivals: {model: stages, stages: [30s:100/s, 60s:200/s]}");

    // Warming up is at the first stage's rate.
    assertThat(between(offsets(workload, 0), 0, 30)).isBetween(2_949L, 2_951L);
    int[] first = offsets(workload, 1);
    assertThat(between(first, 1, 2)).isEqualTo(100);
    assertThat(between(first, 0, 30)).isEqualTo(3_000);
    int[] second = offsets(workload, 2);
    assertThat(between(second, 1, 2)).isEqualTo(200);
    assertThat(between(offsets(workload, 4), 0, 30)).as("the last stage is over").isLessThan(101);
    long bidders =
        IntStream.range(0, DEVICES)
            .filter(k -> first[k] != ArrivalSchedule.NO_BID && second[k] != ArrivalSchedule.NO_BID)
            .count();
    assertThat(bidders).as("no device comes again before all have had their turn").isZero();
  }

  @Test
  void who_comes_right_before_a_gate_bids_for_the_next_when_its_window_opens() {
    Workload workload = workload("arrivals: {model: stages, stages: [2m:100/s]}");

    assertThat(between(offsets(workload, 1), 29.5, 30)).isZero();
    assertThat(between(offsets(workload, 2), 0, 0.001)).isBetween(50L, 52L);
  }

  @Test
  void an_arrival_without_a_device_that_has_not_bid_is_dropped_and_counted() {
    Workload workload = workload("arrivals: {model: stages, stages: [2m:1000/s]}");
    int[] offsets = new int[DEVICES];

    long dropped = new ArrivalSchedule(workload).fill(2, offsets);

    assertThat(dropped).isEqualTo(30_000 - DEVICES);
    assertThat(between(offsets, 0, 30)).isEqualTo(DEVICES);
  }

  @Test
  void a_days_shape_says_how_many_bid_in_each_interval() {
    Workload workload = workload("diurnal: [0.1, 0.5, 1, 0]");

    assertThat(between(offsets(workload, 0), 0, 30)).as("warming up").isBetween(1_800L, 2_200L);
    assertThat(between(offsets(workload, 1), 0, 30)).isBetween(1_800L, 2_200L);
    assertThat(between(offsets(workload, 2), 0, 30)).isBetween(9_700L, 10_300L);
    assertThat(between(offsets(workload, 3), 0, 30)).isEqualTo(DEVICES);
    assertThat(between(offsets(workload, 4), 0, 30)).isZero();
  }

  @Test
  void a_closed_loop_means_everybody_at_once() {
    Workload workload = workload("arrivals: {model: closed, in-flight: 10}");

    assertThat(offsets(workload, 1)).containsOnly(0);
  }
}
