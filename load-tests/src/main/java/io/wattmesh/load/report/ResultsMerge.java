package io.wattmesh.load.report;

import com.fasterxml.jackson.databind.JsonNode;
import io.wattmesh.cluster.market.UserErrorException;
import io.wattmesh.load.measure.HistogramLog;
import io.wattmesh.load.measure.Latencies;
import io.wattmesh.load.measure.Latency;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Several generators' results as one: counts are summed, histograms added. Percentiles are those of
 * all bids together, which no mean of percentiles is.
 */
public final class ResultsMerge {
  private static final String LOG = "latencies.hlog";
  private static final List<String> SUMS =
      List.of(
          "devices",
          "intended",
          "sent",
          "resent",
          "accepted",
          "cleared",
          "rejected",
          "refused",
          "unanswered",
          "dropped",
          "lost",
          "errors");

  private ResultsMerge() {}

  /**
   * Merges results and writes results.json and the histogram log to a folder.
   *
   * @param runs the folders of runs
   * @param out a new folder
   * @throws UserErrorException if one of them has no results, or they measured different numbers of
   *     intervals
   */
  public static Map<String, Object> write(List<Path> runs, Path out) throws IOException {
    List<JsonNode> results = runs.stream().map(ResultsJson::read).toList();
    requireAlike(runs, results);
    var latencies = new Latencies();
    for (Path run : runs) {
      latencies.add(HistogramLog.read(run.resolve(LOG)));
    }
    Map<String, Object> json = document(runs, results, latencies);
    if (Files.exists(out)) {
      throw new UserErrorException("--out %s is there already; name a new folder.".formatted(out));
    }
    Files.createDirectories(out);
    ResultsJson.write(json, out.resolve("results.json"));
    log(results, latencies, out.resolve(LOG));
    return json;
  }

  private static void requireAlike(List<Path> runs, List<JsonNode> results) {
    int intervals = results.getFirst().path("intervals").asInt();
    for (int k = 1; k < results.size(); k++) {
      if (results.get(k).path("intervals").asInt() != intervals) {
        throw new UserErrorException(
            "%s measured %d intervals and %s %d: what is merged was measured together."
                .formatted(
                    runs.getFirst(),
                    intervals,
                    runs.get(k),
                    results.get(k).path("intervals").asInt()));
      }
    }
  }

  private static Map<String, Object> document(
      List<Path> runs, List<JsonNode> results, Latencies latencies) {
    var json = new LinkedHashMap<String, Object>();
    json.put("schemaVersion", ResultsJson.SCHEMA_VERSION);
    json.put("kind", "wattmesh-load");
    json.put("merged", runs.stream().map(Path::toString).toList());
    json.put(
        "sameProcess",
        results.stream().anyMatch(result -> result.path("sameProcess").booleanValue()));
    var invalid = new ArrayList<String>();
    results.forEach(
        result -> result.path("invalid").forEach(reason -> invalid.add(reason.asText())));
    json.put("valid", invalid.isEmpty());
    json.put("invalid", invalid);
    json.put("intervals", results.getFirst().path("intervals").asInt());
    for (String name : SUMS) {
      json.put(name, results.stream().mapToLong(result -> result.path(name).asLong()).sum());
    }
    var reasons = new TreeMap<String, Long>();
    for (JsonNode result : results) {
      for (Map.Entry<String, JsonNode> reason : result.path("errorsByReason").properties()) {
        reasons.merge(reason.getKey(), reason.getValue().asLong(), Long::sum);
      }
    }
    json.put("errorsByReason", reasons);
    json.put("latencies", ResultsJson.latencies(latencies));
    return json;
  }

  /** One line a latency, over the time of all. */
  private static void log(List<JsonNode> results, Latencies latencies, Path file)
      throws IOException {
    long from =
        results.stream()
            .mapToLong(result -> Instant.parse(result.path("started").asText()).toEpochMilli())
            .min()
            .orElseThrow();
    long seconds =
        results.stream().mapToLong(result -> result.path("perSecond").size()).max().orElseThrow();
    try (HistogramLog log = HistogramLog.create(file, from)) {
      for (Latency latency : Latency.values()) {
        log.write(latency, latencies.of(latency), from, from + seconds * 1_000);
      }
    }
  }
}
