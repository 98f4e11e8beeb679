package io.wattmesh.load.workload;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class WorkloadYamlTest {
  private static Workload again(Workload workload) {
    return WorkloadFile.parse("again.yaml", WorkloadYaml.of(workload));
  }

  @Test
  void each_shipped_workload_is_read_back_as_the_same() {
    for (String name : WorkloadFile.shippedNames()) {
      Workload workload = WorkloadFile.load(name);
      assertThat(again(workload)).isEqualTo(workload);
    }
  }

  @Test
  void what_a_command_line_says_instead_is_in_the_file_too() {
    Workload asked =
        WorkloadFile.load("quick")
            .with(
                Optional.of(77),
                Optional.of(3),
                Optional.of("a \"grid\": with # all.m"),
                List.of(Stage.parse("30s:12.5/s"), Stage.parse("1m:7/s")),
                Optional.of(-5L),
                List.of("finality.p99<5s", "errors<0.1%"));

    assertThat(again(asked)).isEqualTo(asked);
  }

  @Test
  void a_closed_model_is_read_back_as_one() {
    Workload closed =
        WorkloadFile.parse(
            "closed.yaml",
            """
            name: closed
            devices: 10
            intervals: 1
            interval: 4s
            lead: 6s
            arrivals: {model: closed, in-flight: 7}
            """);

    assertThat(again(closed)).isEqualTo(closed);
  }
}
