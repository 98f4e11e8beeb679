package io.wattmesh.load.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.wattmesh.load.generate.IntervalFigures;
import io.wattmesh.load.generate.LoadOutcome;
import io.wattmesh.load.generate.RunPlace;
import io.wattmesh.load.generate.RunPlace.ProcessFigures;
import io.wattmesh.load.generate.RunPlace.RunEvent;
import io.wattmesh.load.measure.HistogramLog;
import io.wattmesh.load.measure.Latencies;
import io.wattmesh.load.measure.Latency;
import io.wattmesh.load.measure.Second;
import io.wattmesh.load.workload.Part;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PartsOutcomeTest {
  @TempDir private Path folder;

  private static final RunPlace PLACE =
      new RunPlace(
          false,
          Part.WHOLE,
          List.of(
              new ProcessFigures("node-1", true, 12.5, 20),
              new ProcessFigures("generator-1", false, 3, 6)),
          List.of(new RunEvent(1.5, "node 1 killed <at once>")));

  /** A generator's results, all of whose acknowledgements of the first second took as long. */
  private Path part(int number, long lost, long micros) throws IOException {
    LoadOutcome outcome =
        LoadReportTest.outcome(100, lost, List.of(), RunPlace.generator(new Part(number, 2)));
    Path part = Files.createDirectories(folder.resolve("part-" + number));
    ResultsJson.write(
        ResultsJson.of(outcome, LoadVerdict.of(outcome)), part.resolve("results.json"));
    var latencies = new Histogram(Latencies.MOST_MICROS, 3);
    latencies.recordValueWithCount(micros, 10);
    long started = outcome.startedMillis();
    try (HistogramLog log = HistogramLog.create(part.resolve("latencies.hlog"), started)) {
      log.write(Latency.ACKNOWLEDGED, latencies, started, started + 1_000);
    }
    return part;
  }

  @Test
  void what_generators_saw_is_one_run_second_for_second_and_interval_for_interval()
      throws IOException {
    List<Path> parts = List.of(part(1, 0, 1_000), part(2, 3, 9_000));
    LoadOutcome one = LoadReportTest.outcome(100, 0, List.of(), RunPlace.ONE_PROCESS);

    PartsOutcome.Together together = PartsOutcome.read(one.workload(), parts, PLACE, 1.5);
    LoadOutcome outcome = together.outcome();

    assertThat(outcome.counts().accepted()).isEqualTo(2 * one.counts().accepted());
    assertThat(outcome.counts().lost()).isEqualTo(3);
    assertThat(together.invalid())
        .containsExactly("generator 2/2: 3 acknowledged bids have no outcome");
    assertThat(outcome.latencies().of(Latency.ACKNOWLEDGED).getTotalCount()).isEqualTo(20);
    assertThat(outcome.seconds()).hasSize(2);
    Second first = outcome.seconds().getFirst();
    assertThat(first.sent()).isEqualTo(2 * one.seconds().getFirst().sent());
    assertThat(first.maxMicros()).isEqualTo(one.seconds().getFirst().maxMicros());
    assertThat(first.p50Micros()).as("of the histograms' sum").isEqualTo(1_000);
    assertThat(first.p99Micros()).isBetween(9_000L, 9_010L);
    IntervalFigures interval = outcome.intervals().getFirst();
    assertThat(interval.outcome()).isEqualTo("void");
    assertThat(interval.counts().lost()).isEqualTo(3);
    assertThat(interval.booksSeconds()).isEqualTo(one.intervals().getFirst().booksSeconds());
    assertThat(outcome.cpuNanos())
        .allSatisfy((stage, nanos) -> assertThat(nanos).isEqualTo(500_000_000L));
  }

  @Test
  void events_and_processes_are_in_the_results_and_drawn_into_the_page() throws IOException {
    List<Path> parts = List.of(part(1, 0, 1_000), part(2, 0, 1_000));
    LoadOutcome one = LoadReportTest.outcome(100, 0, List.of(), RunPlace.ONE_PROCESS);
    LoadOutcome outcome = PartsOutcome.read(one.workload(), parts, PLACE, 1.5).outcome();
    LoadVerdict verdict = LoadVerdict.of(outcome);

    assertThat(ResultsJson.of(outcome, verdict))
        .containsEntry("sameProcess", false)
        .containsEntry("part", "1/1")
        .containsEntry("nodesCpuSeconds", new java.math.BigDecimal("12.5"))
        .hasEntrySatisfying("events", events -> assertThat((List<?>) events).hasSize(1));
    assertThat(LoadReport.of(outcome, verdict))
        .contains("class=\"event\"", "node 1 killed &lt;at once&gt;</text>", "node-1, all")
        .contains("<td>1.5</td>")
        .doesNotContain("in one process", "<at once>");
    assertThat(LoadSummary.of(outcome, verdict, folder))
        .anySatisfy(line -> assertThat(line).contains("node-1", "12.50", "20.00"))
        .anySatisfy(line -> assertThat(line).contains("1.5 s node 1 killed"));
  }

  @Test
  void a_generator_by_itself_has_its_share_of_the_devices_and_parts_can_be_merged()
      throws IOException {
    List<Path> parts = List.of(part(1, 0, 1_000), part(2, 0, 9_000));

    assertThat(ResultsJson.read(parts.getFirst()).path("devices").intValue()).isEqualTo(250);
    assertThat(ResultsMerge.write(parts, folder.resolve("merged")))
        .containsEntry("devices", 500L)
        .containsEntry("sameProcess", false);
  }
}
