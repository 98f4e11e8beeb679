package io.wattmesh.load.plan;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.wattmesh.cluster.market.CaseFiles;
import io.wattmesh.cluster.market.UserErrorException;
import io.wattmesh.grid.network.DcModel;
import io.wattmesh.load.measure.CpuStage;
import io.wattmesh.load.report.ResultsJson;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.DoubleStream;
import java.util.stream.StreamSupport;

/** Measured points: out of results.json of runs, or those that are shipped. */
final class PointFile {
  private static final String SHIPPED = "points.json";

  private PointFile() {}

  /** The runs that are shipped, each with where it was made and when. */
  static List<Point> shipped() {
    try (InputStream in = PointFile.class.getResourceAsStream(SHIPPED)) {
      var points = new ArrayList<Point>();
      for (JsonNode point : new ObjectMapper().readTree(in)) {
        points.add(point(point.path("source").asText(), point, point.path("buses").asDouble()));
      }
      return points;
    } catch (IOException e) {
      throw new UncheckedIOException("The shipped points cannot be read: " + e.getMessage(), e);
    }
  }

  /**
   * A run's results.json, or its folder.
   *
   * @throws UserErrorException if it is none, or of a run in which nothing was settled
   */
  static Point read(Path path) {
    JsonNode json = ResultsJson.read(path);
    String grid = json.path("workload").path("grid").asText();
    int buses = CaseFiles.read(grid, DcModel.MATPOWER).buses().size();
    try {
      return point(path + ", " + json.path("started").asText(), json, buses);
    } catch (IllegalArgumentException e) {
      throw new UserErrorException(path + ": " + e.getMessage(), e);
    }
  }

  private static Point point(String source, JsonNode json, double buses) {
    JsonNode workload = json.path("workload");
    if (json.path("intervals").asInt() != 1 || workload.path("warmUpIntervals").asInt() != 0) {
      throw new IllegalArgumentException(
          "a point is a run of one interval and none to warm up; run it so again");
    }
    var scale =
        new Scale(
            json.path("devices").asDouble(),
            json.path("accepted").asDouble(),
            buses,
            workload.path("regions").asInt(),
            workload.path("validators").asInt());
    Map<Stage, Double> seconds = new EnumMap<>(Stage.class);
    for (Stage stage : Stage.values()) {
      double sum = 0;
      for (CpuStage measured : stage.measured()) {
        sum += json.path("cpuSecondsByStage").path(measured.key()).asDouble();
      }
      seconds.put(stage, sum);
    }
    var parts =
        new Point.Parts(
            part(json, "booksSeconds"),
            part(json, "clearingSeconds"),
            part(json, "commitSeconds"),
            part(json, "settlementSeconds"));
    double gate = workload.path("intervalSeconds").asDouble();
    double delivered = 2 * gate + workload.path("leadSeconds").asDouble();
    return new Point(
        source,
        json.path("loadAverageBefore").asDouble(),
        scale,
        gate,
        busyCores(json),
        json.path("signMicros").asDouble(),
        json.path("checkMicros").asDouble(),
        seconds,
        parts,
        used(json, "booksCpuSeconds", gate, gate + parts.books()),
        used(json, "settlementCpuSeconds", delivered, delivered + parts.settlement()));
  }

  /** CPU seconds from one second of the run to another; shipped points state them. */
  private static double used(JsonNode json, String stated, double from, double to) {
    if (json.has(stated)) {
      return json.path(stated).asDouble();
    }
    return StreamSupport.stream(json.path("perSecond").spliterator(), false)
        .filter(second -> second.path("second").asDouble() >= Math.floor(from))
        .filter(second -> second.path("second").asDouble() < Math.ceil(to))
        .mapToDouble(second -> second.path("cpuSeconds").asDouble())
        .sum();
  }

  /**
   * Of how many processors the process had the time in seconds in which it had much to do, those
   * with more than half of what it had in the busiest tenth.
   */
  private static double busyCores(JsonNode json) {
    if (json.has("busyCores")) {
      return json.path("busyCores").asDouble();
    }
    double[] used =
        StreamSupport.stream(json.path("perSecond").spliterator(), false)
            .mapToDouble(second -> second.path("cpuSeconds").asDouble())
            .sorted()
            .toArray();
    if (used.length == 0) {
      throw new IllegalArgumentException("it has no seconds; give the results.json of a run");
    }
    double busy = used[used.length * 9 / 10] / 2;
    return DoubleStream.of(used).filter(each -> each > busy).average().orElse(1);
  }

  private static double part(JsonNode json, String part) {
    return StreamSupport.stream(json.path("perInterval").spliterator(), false)
        .filter(interval -> interval.path("measured").asBoolean())
        .filter(interval -> interval.path(part).isNumber())
        .mapToDouble(interval -> interval.path(part).asDouble())
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "its interval has no %s; give a run that has settled".formatted(part)));
  }
}
