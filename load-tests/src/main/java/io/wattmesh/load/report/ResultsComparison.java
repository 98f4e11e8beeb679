package io.wattmesh.load.report;

import com.fasterxml.jackson.databind.JsonNode;
import io.wattmesh.cluster.market.UserErrorException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Two runs side by side: what was asked differently, and each figure with its change. */
public final class ResultsComparison {
  private static final double HUNDRED = 100;
  private static final List<String> FIGURES =
      List.of(
          "intended",
          "sent",
          "accepted",
          "cleared",
          "rejected",
          "refused",
          "unanswered",
          "dropped",
          "lost",
          "errors",
          "wallSecondsPerInterval",
          "cpuSecondsPerInterval",
          "signatureFloorCpuSeconds",
          "signMicros",
          "checkMicros",
          "bytesPerDevice",
          "fleetBytesPerDevice",
          "collectionMillis",
          "startSeconds");
  private static final List<String> PERCENTILES =
      List.of("p50Micros", "p90Micros", "p99Micros", "p99.9Micros", "maxMicros");
  private static final List<String> ASKED = List.of("devices", "intervals", "seed", "sameProcess");

  /**
   * One figure of both runs.
   *
   * @param first null if the first has none
   * @param second null if the second has none
   */
  public record Row(String name, Double first, Double second) {
    /** By how much the second is more than the first, percent; NaN where that says nothing. */
    public double changePercent() {
      return first == null || second == null || first == 0
          ? Double.NaN
          : HUNDRED * (second - first) / first;
    }

    @Override
    public String toString() {
      String change =
          Double.isNaN(changePercent())
              ? ""
              : String.format(Locale.ROOT, "%+.1f %%", changePercent());
      return String.format(
          Locale.ROOT, "%-34s %16s %16s %10s", name, text(first), text(second), change);
    }

    private static String text(Double value) {
      if (value == null) {
        return "-";
      }
      return value == Math.rint(value)
          ? String.format(Locale.ROOT, "%.0f", value)
          : String.format(Locale.ROOT, "%.4f", value);
    }
  }

  private final List<String> differences;
  private final List<Row> rows;

  private ResultsComparison(List<String> differences, List<Row> rows) {
    this.differences = List.copyOf(differences);
    this.rows = List.copyOf(rows);
  }

  /**
   * @param first a results.json, or the folder of one
   * @param second another
   * @throws UserErrorException if one of them is none
   */
  public static ResultsComparison of(Path first, Path second) {
    JsonNode a = ResultsJson.read(first);
    JsonNode b = ResultsJson.read(second);
    var rows = new ArrayList<Row>();
    FIGURES.forEach(name -> rows.add(row(name, a.path(name), b.path(name))));
    a.path("cpuSecondsByStage")
        .fieldNames()
        .forEachRemaining(
            stage ->
                rows.add(
                    row(
                        "cpu." + stage,
                        a.path("cpuSecondsByStage").path(stage),
                        b.path("cpuSecondsByStage").path(stage))));
    a.path("latencies")
        .fieldNames()
        .forEachRemaining(
            latency ->
                PERCENTILES.forEach(
                    name ->
                        rows.add(
                            row(
                                latency + "." + name,
                                a.path("latencies").path(latency).path(name),
                                b.path("latencies").path(latency).path(name)))));
    return new ResultsComparison(differences(a, b), rows);
  }

  private static Row row(String name, JsonNode first, JsonNode second) {
    return new Row(
        name,
        first.isNumber() ? Double.valueOf(first.doubleValue()) : null,
        second.isNumber() ? Double.valueOf(second.doubleValue()) : null);
  }

  /** What was not the same: figures of different questions are no answer to one. */
  private static List<String> differences(JsonNode a, JsonNode b) {
    var found = new ArrayList<String>();
    ASKED.forEach(name -> compare(name, a.path(name), b.path(name), found));
    Iterator<Map.Entry<String, JsonNode>> fields = a.path("workload").properties().iterator();
    while (fields.hasNext()) {
      Map.Entry<String, JsonNode> field = fields.next();
      compare(
          "workload." + field.getKey(),
          field.getValue(),
          b.path("workload").path(field.getKey()),
          found);
    }
    for (Map.Entry<String, JsonNode> field : a.path("environment").properties()) {
      compare(
          "environment." + field.getKey(),
          field.getValue(),
          b.path("environment").path(field.getKey()),
          found);
    }
    for (JsonNode run : List.of(a, b)) {
      if (!run.path("valid").booleanValue()) {
        found.add("one of them is invalid: " + run.path("invalid"));
      }
    }
    return found;
  }

  private static void compare(String name, JsonNode first, JsonNode second, List<String> to) {
    if (!first.equals(second)) {
      to.add("%s: %s, %s".formatted(name, first, second));
    }
  }

  /** What was asked or had differently. */
  public List<String> differences() {
    return differences;
  }

  public List<Row> rows() {
    return rows;
  }
}
