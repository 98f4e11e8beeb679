package io.wattmesh.load;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.wattmesh.load.measure.HistogramLog;
import io.wattmesh.load.measure.Latency;
import io.wattmesh.load.report.ResultsComparison;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/**
 * Whole runs by the wall clock: a window, a lead and a delivery take some 12 s, in which little is
 * computed.
 */
class LoadCommandTest {
  private static final String WORKLOAD =
      """
      name: small
      devices: 200
      intervals: 2
      warm-up-intervals: 0
      interval: 2s
      lead: 8s
      book: 6s
      regions: 2
      arrivals: {model: gate, burst-share: 0.5, burst: 1500ms, guard: 800ms}
      # Whoever else uses the machine is no matter here.
      max-lag: 10s
      """;

  @TempDir private Path folder;

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  private int load(String... arguments) {
    return new CommandLine(new LoadCommand())
        .setOut(new PrintWriter(out, true))
        .setErr(new PrintWriter(err, true))
        .execute(arguments);
  }

  @Test
  void every_bid_of_a_small_fleet_is_accepted_and_has_its_outcome_and_the_files_tell_it()
      throws IOException {
    Path workload = Files.writeString(folder.resolve("small.yaml"), WORKLOAD);
    Path results = folder.resolve("run");

    int code = load(workload.toString(), "--out", results.toString(), "--slo", "lost<=0", "--json");

    assertThat(code).as(err.toString()).isZero();
    JsonNode json = new ObjectMapper().readTree(out.toString());
    assertThat(json)
        .isEqualTo(new ObjectMapper().readTree(results.resolve("results.json").toFile()));
    assertThat(json.path("valid").booleanValue()).isTrue();
    assertThat(json.path("intended").longValue()).isEqualTo(400);
    long accepted = json.path("accepted").longValue();
    assertThat(accepted).as("whatever else the machine does").isPositive();
    assertThat(accepted + count(json, "refused") + count(json, "unanswered"))
        .isEqualTo(count(json, "sent"));
    assertThat(count(json, "cleared") + count(json, "rejected")).isEqualTo(accepted);
    assertThat(count(json, "lost")).isZero();
    assertThat(count(json, "errors")).isEqualTo(400 - count(json, "cleared"));
    assertThat(json.path("signatureFloorCpuSeconds").doubleValue()).isPositive();
    assertThat(json.path("bytesPerDevice").longValue()).isPositive();
    assertThat(json.path("cpuSecondsByStage").path("signingBids").doubleValue()).isPositive();
    assertThat(json.path("perInterval")).hasSize(2);
    assertThat(json.path("chainId").textValue()).hasSize(64);
    assertLatencies(json, results);
    assertSelfContained(Files.readString(results.resolve("report.html")));
    ResultsComparison itself = ResultsComparison.of(results, results.resolve("results.json"));
    assertThat(itself.differences()).isEmpty();
    assertThat(itself.rows())
        .allSatisfy(row -> assertThat(row.first()).isEqualTo(row.second()))
        .anySatisfy(row -> assertThat(row.name()).isEqualTo("finality.p99Micros"));
  }

  private static long count(JsonNode json, String name) {
    return json.path(name).longValue();
  }

  /** What results.json says and what the histogram log holds is the same. */
  private static void assertLatencies(JsonNode json, Path results) throws IOException {
    var log = HistogramLog.read(results.resolve("latencies.hlog"));
    for (Latency latency : Latency.values()) {
      JsonNode told = json.path("latencies").path(latency.key());
      String count =
          switch (latency) {
            case CLEARED, FINALITY, GATE_TO_CLEARED, GATE_TO_FINALITY -> "cleared";
            case SCHEDULE_LAG -> "sent";
            case SETTLEMENT -> "intended";
            case ACKNOWLEDGED, SERVICE -> "accepted";
          };
      assertThat(told.path("count").longValue())
          .as(latency.key())
          .isEqualTo(log.of(latency).getTotalCount())
          .isEqualTo(count(json, count));
      assertThat(told.path("p99Micros").longValue())
          .isEqualTo(log.of(latency).getValueAtPercentile(99));
    }
  }

  private static void assertSelfContained(String page) {
    assertThat(page)
        .contains("default-src 'none'", "Objectives", "lost&lt;=0", "<svg", "scheduleLag")
        .doesNotContain("<script", "http://", "https://", "src=", "url(http", "@import", "{{");
  }

  @Test
  void an_objective_that_does_not_hold_ends_with_99_and_the_report_is_written_all_the_same()
      throws IOException {
    Path workload =
        Files.writeString(
            folder.resolve("small.yaml"), WORKLOAD.replace("8s", "3s").replace("6s", "2s"));
    Path results = folder.resolve("run");

    int code =
        load(
            workload.toString(),
            "--devices",
            "20",
            "--intervals",
            "1",
            "--out",
            results.toString(),
            "--slo",
            "finality.p99<1us",
            "--slo",
            "lost<=0");

    assertThat(code).as(err.toString()).isEqualTo(99);
    assertThat(out.toString()).contains("BREACH  finality.p99<1us", "holds   lost<=0");
    assertThat(Files.readString(results.resolve("report.html"))).contains("class=\"breach\"");
  }

  @Test
  void a_wrong_command_line_or_file_says_what_would_be_right_and_starts_nothing()
      throws IOException {
    assertThat(load("--stage", "fast")).isEqualTo(2);
    assertThat(load("--slo", "finality<5s")).isEqualTo(2);
    assertThat(load("--devices", "0")).isEqualTo(2);
    assertThat(err.toString()).contains("30s:1000/s", "which percentile", "it must be 1 or more");
    assertThat(load("no-such-workload")).isEqualTo(1);
    Path workload = Files.writeString(folder.resolve("small.yaml"), WORKLOAD);
    assertThat(load(workload.toString(), "--out", folder.toString())).isEqualTo(1);
    assertThat(err.toString())
        .contains("nor a shipped workload", "the folder is not empty")
        .doesNotContain("making a market");
  }
}
