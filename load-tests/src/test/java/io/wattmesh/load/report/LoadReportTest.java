package io.wattmesh.load.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.wattmesh.load.generate.IntervalFigures;
import io.wattmesh.load.generate.LoadOutcome;
import io.wattmesh.load.generate.RunPlace;
import io.wattmesh.load.measure.Counts;
import io.wattmesh.load.measure.CpuStage;
import io.wattmesh.load.measure.HistogramLog;
import io.wattmesh.load.measure.Latencies;
import io.wattmesh.load.measure.Latency;
import io.wattmesh.load.measure.Machine;
import io.wattmesh.load.measure.Second;
import io.wattmesh.load.measure.SignatureCost;
import io.wattmesh.load.workload.WorkloadFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LoadReportTest {
  @TempDir private Path folder;

  private static LoadOutcome outcome(long lagMicros, long lost, List<String> notes) {
    return outcome(lagMicros, lost, notes, RunPlace.ONE_PROCESS);
  }

  static LoadOutcome outcome(long lagMicros, long lost, List<String> notes, RunPlace place) {
    var latencies = new Latencies();
    for (int value = 1; value <= 1_000; value++) {
      latencies.of(Latency.FINALITY).recordValue(value * 1_000L);
      latencies.of(Latency.SCHEDULE_LAG).recordValue(lagMicros);
    }
    Map<CpuStage, Long> cpu = new EnumMap<>(CpuStage.class);
    for (CpuStage stage : CpuStage.values()) {
      cpu.put(stage, 250_000_000L);
    }
    var counts =
        new Counts(
            1_000,
            1_000,
            2,
            990,
            900,
            90 - lost,
            10,
            0,
            5,
            lost,
            new TreeMap<>(Map.of("BOOK_FULL", 10L)));
    return new LoadOutcome(
        WorkloadFile.parse(
            "test.yaml",
            """
            name: a < b
            devices: 500
            intervals: 2
            interval: 4s
            lead: 6s
            objectives: [finality.p99<990ms, "errors<50%"]
            """),
        place,
        "ab".repeat(32),
        false,
        1_700_000_000_000L,
        latencies,
        counts,
        List.of(
            new IntervalFigures(
                1,
                true,
                "void",
                counts,
                OptionalDouble.of(0.5),
                OptionalDouble.empty(),
                OptionalDouble.empty(),
                OptionalDouble.empty())),
        List.of(
            new Second(
                0, 0, false, 10, 10, 10, 0, 0, 900, 1_900, 2_900, 100, 1 << 20, 1 << 19, 1 << 21, 0,
                3, 1_000),
            new Second(
                1, 0, false, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1 << 20, 1 << 19, 1 << 21, 0, 0, 1_000)),
        cpu,
        8,
        3,
        new SignatureCost(10_000, 40_000, 12_000, 50_000),
        30,
        4_000,
        new Machine.Collections(3, 40),
        1.5,
        2.5,
        notes);
  }

  private static LoadOutcome good() {
    return outcome(100, 0, List.of());
  }

  @Test
  void objectives_come_first_and_each_has_its_figure() {
    String page = LoadReport.of(good(), LoadVerdict.of(good()));

    assertThat(page.indexOf("finality.p99&lt;990ms")).isLessThan(page.indexOf("<svg"));
    assertThat(page).contains("class=\"breach\">breach", "class=\"holds\">holds", "990.2 ms");
    assertThat(LoadVerdict.of(good()).isBreached()).isTrue();
    assertThat(LoadVerdict.of(good()).invalid()).isEmpty();
  }

  @Test
  void nothing_that_a_run_carries_becomes_markup() {
    LoadOutcome outcome = outcome(100, 0, List.of("<img src=x onerror=alert(1)> {{css}}"));
    String page = LoadReport.of(outcome, LoadVerdict.of(outcome));

    assertThat(page).contains("a &lt; b:", "&lt;img src=x onerror=alert(1)&gt; {{css}}");
    assertThat(page).doesNotContain("<img", "<script", "style=\"");
  }

  @Test
  void a_void_interval_and_the_reasons_of_errors_are_seen() {
    assertThat(LoadReport.of(good(), LoadVerdict.of(good())))
        .contains("interval 1 came to be void", "BOOK_FULL", "Signatures alone: 0.420 s");
  }

  @Test
  void a_late_generator_or_a_lost_bid_makes_a_run_invalid() {
    assertThat(LoadVerdict.of(outcome(300_000, 0, List.of())).invalid())
        .singleElement()
        .asString()
        .contains("schedule lag is 300 ms", "max-lag 250 ms");
    assertThat(LoadVerdict.of(outcome(100, 2, List.of())).invalid())
        .containsExactly("2 acknowledged bids have no outcome");
  }

  @Test
  void two_runs_are_compared_figure_by_figure_and_what_was_asked_differently_is_said()
      throws IOException {
    var json =
        new ObjectMapper().<ObjectNode>valueToTree(ResultsJson.of(good(), LoadVerdict.of(good())));
    var changed = json.deepCopy();
    changed.put("cleared", 1_350);
    changed.put("devices", 501);
    ((ObjectNode) changed.path("workload")).put("workers", 7);
    Path first = write(json, "a.json");
    Path second = write(changed, "b.json");

    ResultsComparison comparison = ResultsComparison.of(first, second);

    assertThat(comparison.differences())
        .containsExactly("devices: 500, 501", "workload.workers: 1, 7");
    assertThat(comparison.rows())
        .filteredOn(row -> row.name().equals("cleared"))
        .singleElement()
        .satisfies(row -> assertThat(row.changePercent()).isEqualTo(50))
        .asString()
        .contains("900", "1350", "+50.0 %");
    assertThat(comparison.rows())
        .filteredOn(row -> row.name().equals("settlement.p99Micros"))
        .singleElement()
        .asString()
        .matches("settlement\\.p99Micros +- +- +");
  }

  private Path run(String name, LoadOutcome outcome, int firstMillis) throws IOException {
    Path run = Files.createDirectory(folder.resolve(name));
    ResultsJson.write(
        ResultsJson.of(outcome, LoadVerdict.of(outcome)), run.resolve("results.json"));
    var latencies = new Latencies();
    for (int value = firstMillis; value < firstMillis + 100; value++) {
      latencies.of(Latency.FINALITY).recordValue(value * 1_000L);
    }
    try (HistogramLog log = HistogramLog.create(run.resolve("latencies.hlog"), 1_000)) {
      log.write(Latency.FINALITY, latencies.of(Latency.FINALITY), 1_000, 2_000);
    }
    return run;
  }

  @Test
  void several_generators_counts_are_summed_and_their_histograms_added() throws IOException {
    Path first = run("first", good(), 1);
    Path second = run("second", outcome(100, 2, List.of()), 1_001);
    Path out = folder.resolve("merged");

    Map<String, Object> merged = ResultsMerge.write(List.of(first, second), out);

    assertThat(merged)
        .containsEntry("devices", 1_000L)
        .containsEntry("accepted", 1_980L)
        .containsEntry("lost", 2L)
        .containsEntry("valid", false);
    Latencies log = HistogramLog.read(out.resolve("latencies.hlog"));
    assertThat(log.of(Latency.FINALITY).getTotalCount()).isEqualTo(200);
    assertThat(log.micros("finality", 50).orElseThrow()).isBetween(99_000.0, 101_000.0);
    assertThat(log.micros("finality", 51).orElseThrow()).isGreaterThan(1_000_000);
    assertThat(ResultsComparison.of(out, out).rows())
        .filteredOn(row -> row.name().equals("finality.maxMicros"))
        .singleElement()
        .satisfies(row -> assertThat(row.first()).isGreaterThan(1_099_000));
    assertThatThrownBy(() -> ResultsMerge.write(List.of(first, second), out))
        .hasMessageContaining("is there already");
  }

  @Test
  void what_is_no_result_of_a_load_test_is_not_compared() throws IOException {
    Path other = write(new ObjectMapper().createObjectNode().put("schemaVersion", 1), "c.json");

    assertThatThrownBy(() -> ResultsComparison.of(other, other))
        .hasMessageContaining("no results.json of wattmesh load");
    assertThatThrownBy(() -> ResultsComparison.of(folder.resolve("d"), other))
        .hasMessageContaining("there is no such results.json");
  }

  private Path write(ObjectNode json, String name) throws IOException {
    Path file = folder.resolve(name);
    new ObjectMapper().writeValue(file.toFile(), json);
    return file;
  }

  @Test
  void an_axis_has_round_labels() {
    assertThat(Axis.linear(23).ticks()).containsExactly(0.0, 5.0, 10.0, 15.0, 20.0);
    assertThat(Axis.logarithmic(0.003, 2).ticks()).hasSize(5);
    assertThat(Axis.logarithmic(1, 100).place(10)).isEqualTo(0.5);
    assertThat(Axis.label(1_500_000)).isEqualTo("1.5M");
    assertThat(Axis.label(0.001)).isEqualTo("0.001");
    assertThat(Axis.label(200)).isEqualTo("200");
  }
}
