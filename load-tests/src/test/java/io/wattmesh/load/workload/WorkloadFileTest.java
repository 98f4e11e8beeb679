package io.wattmesh.load.workload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.wattmesh.agents.scenario.ScenarioException;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class WorkloadFileTest {
  private static final String LEAST =
      """
      name: mine
      devices: 10
      intervals: 2
      interval: 4s
      lead: 6s
      """;

  @Test
  void every_shipped_workload_can_be_read_and_bears_its_name() {
    for (String name : WorkloadFile.shippedNames()) {
      assertThat(WorkloadFile.load(name).name()).isEqualTo(name);
    }
    assertThat(WorkloadFile.load("million").devices()).isEqualTo(1_000_000);
    assertThat(WorkloadFile.load("soak"))
        .satisfies(
            soak ->
                assertThat(soak.intervals() * soak.intervalSeconds())
                    .as("an hour")
                    .isEqualTo(3_600));
  }

  @Test
  void what_is_not_said_is_as_markets_have_it() {
    Workload workload = WorkloadFile.parse("mine.yaml", LEAST);

    assertThat(workload.arrivals()).isEqualTo(new Arrivals.AtGate(0.5, 10_000, 500));
    assertThat(workload.validators()).isEqualTo(4);
    assertThat(workload.warmUpIntervals()).isEqualTo(1);
    assertThat(workload.objectives()).isEmpty();
  }

  @Test
  void a_key_that_is_not_known_is_refused_with_its_line() {
    assertThatThrownBy(() -> WorkloadFile.parse("mine.yaml", LEAST + "device: 12\n"))
        .isInstanceOf(ScenarioException.class)
        .hasMessageStartingWith("mine.yaml:6: unknown key 'device'")
        .hasMessageContaining("devices");
    assertThatThrownBy(
            () ->
                WorkloadFile.parse(
                    "mine.yaml",
                    LEAST + "arrivals: {model: stages, stages: [1s:1/s], burst: 1s}\n"))
        .hasMessageContaining("unknown key 'arrivals.burst'");
  }

  @Test
  void each_wrong_value_says_what_would_be_right() {
    refused("diurnal: [0.5, 2]", "it must be a number from 0.0 to 1.0");
    refused("objectives: [finality<5s]", "such as finality.p99<5s");
    refused("arrivals: {model: stages, stages: [fast]}", "30s:1000/s");
    refused("arrivals: {model: stages}", "There is no stage");
    refused("arrivals: {burst: 1s, guard: 2s}", "before its guard time");
    refused("book: 6s", "whole seconds from 1s to 5s");
    refused("readings: 1.5s", "whole seconds");
    refused("max-lag: soon", "a duration such as 250ms");
    refused("workers: 0", "an integer from 1 to 256");
  }

  private static void refused(String line, String words) {
    assertThatThrownBy(() -> WorkloadFile.parse("mine.yaml", LEAST + line + "\n"))
        .as(line)
        .isInstanceOf(ScenarioException.class)
        .hasMessageStartingWith("mine.yaml:")
        .hasMessageContaining(words);
  }

  @Test
  void neither_a_name_nor_a_file_says_which_names_there_are() {
    assertThatThrownBy(() -> WorkloadFile.load("quack"))
        .hasMessageContaining("quick, gate-burst, day, soak, million");
  }

  @Test
  void a_command_lines_word_goes_before_the_files() {
    Workload workload = WorkloadFile.parse("mine.yaml", LEAST + "objectives: [lost<=0]\n");
    Workload with =
        workload.with(
            Optional.of(99),
            Optional.empty(),
            Optional.of("case14.m"),
            List.of(Stage.parse("10s:5/s"), Stage.parse("11s:1/s")),
            Optional.of(7L),
            List.of("errors<1%"));

    assertThat(with.devices()).isEqualTo(99);
    assertThat(with.grid()).isEqualTo("case14.m");
    assertThat(with.seed()).isEqualTo(7);
    assertThat(with.intervals()).as("as long as the stages last").isEqualTo(6);
    assertThat(with.objectives()).containsExactly("lost<=0", "errors<1%");
  }
}
