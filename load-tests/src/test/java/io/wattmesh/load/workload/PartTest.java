package io.wattmesh.load.workload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PartTest {
  private static final int DEVICES = 1_000;

  private static final String GATE = "arrivals: {model: gate, burst-share: 0.4, burst: 3s}";
  private static final String STAGES = "arrivals: {model: stages, stages: [20s:150/s]}";

  private static Workload workload(String arrivals) {
    return WorkloadFile.parse(
        "test.yaml",
        """
        name: parts
        devices: %d
        intervals: 2
        warm-up-intervals: 0
        interval: 10s
        lead: 6s
        diurnal: [0.7]
        %s
        """
            .formatted(DEVICES, arrivals));
  }

  @Test
  void each_device_is_in_one_part_and_shares_are_what_parts_have() {
    List<Part> parts = IntStream.rangeClosed(1, 3).mapToObj(k -> new Part(k, 3)).toList();

    for (int device = 0; device < DEVICES; device++) {
      int asked = device;
      assertThat(parts.stream().filter(part -> part.has(asked))).hasSize(1);
    }
    for (Part part : parts) {
      assertThat(part.share(DEVICES))
          .isEqualTo((int) IntStream.range(0, DEVICES).filter(part::has).count());
    }
    assertThat(parts.getFirst().has(0)).as("K/N has the devices whose rest is K - 1").isTrue();
  }

  @Test
  void a_part_is_written_as_it_is_read_and_known_by_the_role_of_its_member() {
    assertThat(Part.parse("2/3")).isEqualTo(new Part(2, 3)).hasToString("2/3");
    assertThat(Part.ofRoles(List.of("load", "load-2-of-3"))).contains(new Part(2, 3));
    assertThat(Part.ofRoles(List.of("aggregator", "load", "load-4-of-3"))).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"0/2", "3/2", "1", "1/0", "a/b", "1/1001", "99999/99999"})
  void what_is_no_part_is_refused_with_what_is_one(String text) {
    assertThatThrownBy(() -> Part.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(text);
  }

  @ParameterizedTest
  @ValueSource(strings = {GATE, STAGES})
  void parts_together_send_what_the_whole_would_at_the_same_moments(String arrivals) {
    Workload workload = workload(arrivals);
    int[] whole = new int[DEVICES];
    long dropped = new ArrivalSchedule(workload).fill(1, whole);
    int[] together = new int[DEVICES];
    Arrays.fill(together, ArrivalSchedule.NO_BID);
    long droppedTogether = 0;

    for (int number = 1; number <= 3; number++) {
      int[] own = new int[DEVICES];
      droppedTogether += new ArrivalSchedule(workload, new Part(number, 3)).fill(1, own);
      for (int device = 0; device < DEVICES; device++) {
        if (own[device] != ArrivalSchedule.NO_BID) {
          assertThat(together[device]).isEqualTo(ArrivalSchedule.NO_BID);
          together[device] = own[device];
        }
      }
    }

    assertThat(together).isEqualTo(whole);
    assertThat(droppedTogether).isEqualTo(dropped);
    assertThat(dropped > 0).isEqualTo(arrivals.equals(STAGES));
  }
}
