package io.wattmesh.load;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.wattmesh.load.measure.HistogramLog;
import io.wattmesh.load.measure.Latency;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/**
 * Real processes and a real SIGKILL: takes most of a minute, half of it between gate and delivery,
 * since books must still be taken once the lost node's roles are elsewhere. Runs with {@code
 * -Dload.cluster=true}, as the ordinary tests, which kill a node of a cluster without a load
 * tester, have twenty minutes for all.
 */
class ClusterLoadTest {
  private static final String WORKLOAD =
      """
      name: small
      devices: 240
      intervals: 1
      warm-up-intervals: 0
      interval: 4s
      lead: 22s
      book: 19s
      readings: 20s
      grid: pglib_opf_case5_pjm
      regions: 2
      arrivals: {model: gate, burst-share: 0.5, burst: 2s, guard: 800ms}
      resend-after: 1s
      # Whoever else uses the machine is no matter here.
      max-lag: 60s
      """;

  /** A lost node is given up sooner than a cluster of several machines should. */
  private static final String SETTINGS =
      "wattmesh.cluster { stable-after = 1 s, removal-margin = 1 s }\n";

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
  @EnabledIfSystemProperty(named = "load.cluster", matches = "true")
  void a_node_that_is_killed_in_mid_window_costs_no_acknowledged_bid_and_no_process_stays_behind()
      throws IOException {
    Path workload = Files.writeString(folder.resolve("small.yaml"), WORKLOAD);
    Path settings = Files.writeString(folder.resolve("fast.conf"), SETTINGS);
    Path results = folder.resolve("run");
    long before = ProcessHandle.current().descendants().count();

    int code =
        load(
            workload.toString(),
            "--nodes",
            "3",
            "--generators",
            "2",
            "--drill",
            "kill@2s",
            "--settings",
            settings.toString(),
            "--node-heap",
            "300m",
            "--generator-heap",
            "300m",
            "--out",
            results.toString(),
            "--slo",
            "lost<=0",
            "--json");

    assertThat(code).as(err.toString()).isZero();
    assertThat(ProcessHandle.current().descendants().count()).isEqualTo(before);
    JsonNode json = new ObjectMapper().readTree(out.toString());
    assertCounts(json, results);
    assertThat(json.path("sameProcess").booleanValue()).isFalse();
    assertThat(json.path("processes")).hasSize(5);
    for (JsonNode process : json.path("processes")) {
      assertThat(process.path("allCpuSeconds").doubleValue())
          .as(process.toString())
          .isPositive()
          .isGreaterThanOrEqualTo(process.path("cpuSeconds").doubleValue());
    }
    assertThat(json.path("nodesCpuSeconds").doubleValue()).isPositive();
    List<String> events =
        StreamSupport.stream(json.path("events").spliterator(), false)
            .map(event -> event.path("what").asText().replaceAll("node [1-3]", "node"))
            .toList();
    assertThat(events).as(json.path("events").toString()).startsWith("node killed", "node missed");
    assertThat(json.path("events").get(0).path("seconds").doubleValue()).isBetween(2.0, 4.0);
    assertThat(Files.readString(results.resolve("report.html")))
        .contains("killed</text>", "node-3, all", "generator-2, all")
        .doesNotContain("{{", "<script");
  }

  /** Of both generators together, what each has seen of its own devices. */
  private static void assertCounts(JsonNode json, Path results) throws IOException {
    assertThat(json.path("intended").longValue()).isEqualTo(240);
    assertThat(json.path("lost").longValue()).isZero();
    assertThat(json.path("accepted").longValue())
        .isPositive()
        .isEqualTo(json.path("cleared").longValue() + json.path("rejected").longValue());
    JsonNode first = read(results.resolve("generator-1"));
    JsonNode second = read(results.resolve("generator-2"));
    assertThat(first.path("part").asText()).isEqualTo("1/2");
    assertThat(first.path("chainId")).isEqualTo(second.path("chainId"));
    for (String count : List.of("intended", "sent", "accepted", "cleared", "rejected", "lost")) {
      assertThat(json.path(count).longValue())
          .as(count)
          .isEqualTo(first.path(count).longValue() + second.path(count).longValue());
    }
    assertThat(first.path("intended").longValue()).isEqualTo(120);
    var log = HistogramLog.read(results.resolve("latencies.hlog"));
    assertThat(log.of(Latency.ACKNOWLEDGED).getTotalCount())
        .isEqualTo(json.path("accepted").longValue());
    assertThat(log.of(Latency.FINALITY).getTotalCount())
        .as("those too whose acknowledgement was lost with the node")
        .isBetween(json.path("cleared").longValue(), json.path("sent").longValue());
  }

  private static JsonNode read(Path results) throws IOException {
    return new ObjectMapper().readTree(results.resolve("results.json").toFile());
  }

  @Test
  void options_that_contradict_each_other_start_nothing() throws IOException {
    Path config = Files.writeString(folder.resolve("generator.conf"), "wattmesh {}\n");
    assertThat(load("--config", config.toString(), "--nodes", "3")).isEqualTo(2);
    assertThat(load("--part", "1/2")).isEqualTo(2);
    assertThat(load("--config", config.toString(), "--part", "3/2")).isEqualTo(2);
    assertThat(load("--config", config.toString(), "--devices", "10")).isEqualTo(2);
    assertThat(load("--generators", "2")).isEqualTo(2);
    assertThat(load("--nodes", "2", "--drill", "kill@5s")).isEqualTo(2);
    assertThat(load("--nodes", "3", "--drill", "burn@5s")).isEqualTo(2);
    assertThat(err.toString())
        .contains(
            "give one of both", "give --config", "3/2", "write them into its file", "need --nodes")
        .contains("--nodes 3 or more", "kill:ROLE@40s")
        .doesNotContain("starting");
  }
}
