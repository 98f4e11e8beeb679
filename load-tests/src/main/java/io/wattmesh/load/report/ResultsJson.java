package io.wattmesh.load.report;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.wattmesh.cluster.market.UserErrorException;
import io.wattmesh.load.generate.IntervalFigures;
import io.wattmesh.load.generate.LoadOutcome;
import io.wattmesh.load.generate.RunPlace;
import io.wattmesh.load.measure.Counts;
import io.wattmesh.load.measure.CpuProfile;
import io.wattmesh.load.measure.CpuStage;
import io.wattmesh.load.measure.Growth;
import io.wattmesh.load.measure.Latencies;
import io.wattmesh.load.measure.Latency;
import io.wattmesh.load.measure.Machine;
import io.wattmesh.load.measure.Second;
import io.wattmesh.load.measure.SignatureCost;
import io.wattmesh.load.objective.Objective;
import io.wattmesh.load.workload.Arrivals;
import io.wattmesh.load.workload.Workload;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import org.HdrHistogram.Histogram;

/** A run as {@code results.json}; {@code docs/load.md} says what each field means. */
public final class ResultsJson {
  /** Goes up when a field changes its meaning or goes. */
  public static final int SCHEMA_VERSION = 1;

  private static final long MOST_BYTES = 256L * 1024 * 1024;
  private static final double[] PERCENTILES = {50, 90, 95, 99, 99.9};
  private static final double NANOS = 1e9;
  private static final int DECIMALS = 6;

  private ResultsJson() {}

  /** All fields, in the order in which they are written. */
  public static Map<String, Object> of(LoadOutcome outcome, LoadVerdict verdict) {
    var json = new LinkedHashMap<String, Object>();
    json.put("schemaVersion", SCHEMA_VERSION);
    json.put("kind", "wattmesh-load");
    json.put("sameProcess", outcome.place().sameProcess());
    json.put("part", outcome.place().part().toString());
    json.put("started", Instant.ofEpochMilli(outcome.startedMillis()).toString());
    json.put("seed", Long.toString(outcome.workload().seed()));
    json.put("chainId", outcome.chainId());
    json.put("valid", verdict.invalid().isEmpty());
    json.put("invalid", verdict.invalid());
    json.put("interrupted", outcome.interrupted());
    json.put("objectives", verdict.objectives().stream().map(ResultsJson::objective).toList());
    json.put("devices", outcome.place().part().share(outcome.workload().devices()));
    json.put("intervals", outcome.workload().intervals());
    putCounts(json, outcome.counts());
    json.put("wallSecondsPerInterval", wallSeconds(outcome.intervals()));
    json.put("cpuSecondsPerInterval", cpuSecondsPerInterval(outcome));
    json.put("cpuSecondsByStage", cpu(outcome.cpuNanos()));
    json.put("cpuMethod", CpuProfile.METHOD);
    json.put("signatureFloorCpuSeconds", floorSeconds(outcome));
    json.put("signatureBusyFloorCpuSeconds", busyFloorSeconds(outcome));
    json.put("signatureFloorFormula", SignatureCost.formula());
    json.put("signMicros", rounded(outcome.signatures().signNanos() / 1e3));
    json.put("checkMicros", rounded(outcome.signatures().checkNanos() / 1e3));
    json.put("busySignMicros", rounded(outcome.signatures().busySignNanos() / 1e3));
    json.put("busyCheckMicros", rounded(outcome.signatures().busyCheckNanos() / 1e3));
    json.put("bytesPerDevice", outcome.heapBytesPerDevice());
    json.put("fleetBytesPerDevice", outcome.fleetBytesPerDevice());
    json.put("latencies", latencies(outcome.latencies()));
    json.put("perInterval", outcome.intervals().stream().map(ResultsJson::interval).toList());
    json.put("perSecond", outcome.seconds().stream().map(ResultsJson::second).toList());
    json.put("growth", Growth.of(outcome.seconds()).stream().map(ResultsJson::growth).toList());
    json.put("workload", workload(outcome.workload()));
    json.put("profiledSeconds", rounded(outcome.wallSeconds()));
    json.put("startSeconds", rounded(outcome.startSeconds()));
    json.put("collections", outcome.collections().count());
    json.put("collectionMillis", outcome.collections().millis());
    json.put("loadAverageBefore", outcome.loadAverageBefore());
    json.put("loadAverageAfter", outcome.loadAverageAfter());
    json.put("processes", outcome.place().processes().stream().map(ResultsJson::process).toList());
    json.put("nodesCpuSeconds", rounded(outcome.place().nodesCpuSeconds()));
    json.put("events", outcome.place().events().stream().map(ResultsJson::event).toList());
    json.put("notes", outcome.notes());
    json.put("environment", Machine.environment());
    return json;
  }

  /**
   * Reads a document back.
   *
   * @param path a results.json, or the folder of one
   * @throws UserErrorException if it is none of this schema version
   */
  public static JsonNode read(Path path) {
    Path file = Files.isDirectory(path) ? path.resolve("results.json") : path;
    try {
      if (!Files.isRegularFile(file)) {
        throw new UserErrorException(file + ": there is no such results.json.");
      }
      if (Files.size(file) > MOST_BYTES) {
        throw new UserErrorException(
            "%s has more than %d bytes: no results.json does.".formatted(file, MOST_BYTES));
      }
      JsonNode json = new ObjectMapper().readTree(Files.readString(file));
      if (json.path("schemaVersion").asInt() != SCHEMA_VERSION
          || !json.path("kind").asText().equals("wattmesh-load")) {
        throw new UserErrorException(
            "%s is no results.json of wattmesh load with schema version %d."
                .formatted(file, SCHEMA_VERSION));
      }
      return json;
    } catch (IOException e) {
      throw new UserErrorException(file + " cannot be read as JSON: " + e.getMessage(), e);
    }
  }

  /** Writes the document to a file. */
  public static void write(Map<String, Object> json, Path file) throws IOException {
    Files.writeString(
        file, new ObjectMapper().writerWithDefaultPrettyPrinter().writeValueAsString(json) + "\n");
  }

  /** What signatures alone must cost, see {@link SignatureCost#floorSeconds}. */
  static BigDecimal floorSeconds(LoadOutcome outcome) {
    return rounded(
        outcome
            .signatures()
            .floorSeconds(outcome.counts().sent(), outcome.workload().validators()));
  }

  private static BigDecimal busyFloorSeconds(LoadOutcome outcome) {
    return rounded(
        outcome
            .signatures()
            .busyFloorSeconds(outcome.counts().sent(), outcome.workload().validators()));
  }

  private static Object cpuSecondsPerInterval(LoadOutcome outcome) {
    double seconds = outcome.cpuNanos().values().stream().mapToLong(Long::longValue).sum() / NANOS;
    return rounded((seconds + outcome.place().nodesCpuSeconds()) / outcome.workload().intervals());
  }

  private static Map<String, Object> process(RunPlace.ProcessFigures process) {
    var json = new LinkedHashMap<String, Object>();
    json.put("name", process.name());
    json.put("isNode", process.isNode());
    json.put("cpuSeconds", rounded(process.cpuSeconds()));
    json.put("allCpuSeconds", rounded(process.allCpuSeconds()));
    return json;
  }

  private static Map<String, Object> event(RunPlace.RunEvent event) {
    var json = new LinkedHashMap<String, Object>();
    json.put("seconds", rounded(event.seconds()));
    json.put("what", event.what());
    return json;
  }

  private static void putCounts(Map<String, Object> json, Counts counts) {
    json.put("intended", counts.intended());
    json.put("sent", counts.sent());
    json.put("resent", counts.resent());
    json.put("accepted", counts.accepted());
    json.put("cleared", counts.cleared());
    json.put("rejected", counts.rejected());
    json.put("refused", counts.refused());
    json.put("unanswered", counts.unanswered());
    json.put("dropped", counts.dropped());
    json.put("lost", counts.lost());
    json.put("errors", counts.errors());
    json.put("errorsByReason", counts.reasons());
  }

  private static Map<String, Object> objective(Objective.Verdict verdict) {
    var json = new LinkedHashMap<String, Object>();
    json.put("objective", verdict.objective().text());
    json.put("holds", verdict.holds());
    json.put("figure", number(verdict.figure()));
    json.put(
        "unit",
        verdict.objective().isLatency()
            ? "micros"
            : verdict.objective().isShare() ? "share" : "count");
    return json;
  }

  private static Object wallSeconds(List<IntervalFigures> intervals) {
    return number(
        intervals.stream()
            .filter(IntervalFigures::measured)
            .map(IntervalFigures::wallSeconds)
            .filter(OptionalDouble::isPresent)
            .mapToDouble(OptionalDouble::getAsDouble)
            .average());
  }

  private static Map<String, Object> cpu(Map<CpuStage, Long> nanos) {
    var json = new LinkedHashMap<String, Object>();
    nanos.forEach((stage, used) -> json.put(stage.key(), rounded(used / NANOS)));
    return json;
  }

  /** Each latency's percentiles. */
  static Map<String, Object> latencies(Latencies all) {
    var json = new LinkedHashMap<String, Object>();
    for (Latency latency : Latency.values()) {
      json.put(latency.key(), percentiles(all.of(latency)));
    }
    return json;
  }

  private static Map<String, Object> percentiles(Histogram histogram) {
    var json = new LinkedHashMap<String, Object>();
    json.put("count", histogram.getTotalCount());
    boolean any = histogram.getTotalCount() > 0;
    for (double percentile : PERCENTILES) {
      String name =
          "p" + BigDecimal.valueOf(percentile).stripTrailingZeros().toPlainString() + "Micros";
      json.put(name, any ? histogram.getValueAtPercentile(percentile) : null);
    }
    json.put("maxMicros", any ? histogram.getMaxValue() : null);
    return json;
  }

  private static Map<String, Object> interval(IntervalFigures figures) {
    var json = new LinkedHashMap<String, Object>();
    json.put("interval", figures.interval());
    json.put("measured", figures.measured());
    json.put("outcome", figures.outcome());
    json.put("booksSeconds", number(figures.booksSeconds()));
    json.put("clearingSeconds", number(figures.clearingSeconds()));
    json.put("commitSeconds", number(figures.commitSeconds()));
    json.put("settlementSeconds", number(figures.settlementSeconds()));
    putCounts(json, figures.counts());
    return json;
  }

  /** One second, as in the document. */
  public static Map<String, Object> second(Second second) {
    var json = new LinkedHashMap<String, Object>();
    json.put("second", second.second());
    json.put("interval", second.interval());
    json.put("measured", second.measured());
    json.put("asked", second.asked());
    json.put("sent", second.sent());
    json.put("acknowledged", second.acknowledged());
    json.put("refused", second.refused());
    json.put("inFlight", second.inFlight());
    json.put("p50Micros", second.p50Micros());
    json.put("p99Micros", second.p99Micros());
    json.put("maxMicros", second.maxMicros());
    json.put("lagMicros", second.lagMicros());
    json.put("heapBytes", second.heapBytes());
    json.put("afterCollectionBytes", second.afterCollectionBytes());
    json.put("residentBytes", second.residentBytes());
    json.put("diskBytes", second.diskBytes());
    json.put("collectionMillis", second.collectionMillis());
    json.put("cpuSeconds", rounded(second.cpuNanos() / NANOS));
    return json;
  }

  private static Map<String, Object> growth(Growth part) {
    var json = new LinkedHashMap<String, Object>();
    json.put("fromSecond", part.fromSecond());
    json.put("untilSecond", part.untilSecond());
    json.put("leastAfterCollectionBytes", part.leastAfterCollectionBytes());
    json.put("mostResidentBytes", part.mostResidentBytes());
    json.put("mostDiskBytes", part.mostDiskBytes());
    json.put("medianP50Micros", part.medianP50Micros());
    json.put("medianP99Micros", part.medianP99Micros());
    return json;
  }

  private static Map<String, Object> workload(Workload workload) {
    var json = new LinkedHashMap<String, Object>();
    json.put("name", workload.name());
    json.put("description", workload.description());
    json.put("warmUpIntervals", workload.warmUpIntervals());
    json.put("intervalSeconds", workload.intervalSeconds());
    json.put("leadSeconds", workload.leadSeconds());
    json.put("bookSeconds", workload.bookSeconds());
    json.put("readingSeconds", workload.readingSeconds());
    json.put("grid", workload.grid());
    json.put("regions", workload.regions());
    json.put("validators", workload.validators());
    json.put("arrivals", arrivals(workload.arrivals()));
    json.put("diurnal", workload.diurnal());
    json.put("pruneEveryBlocks", workload.pruneEveryBlocks());
    json.put("workers", workload.workers());
    json.put("maxLagMillis", workload.maxLagMillis());
    json.put("resendMillis", workload.resendMillis());
    return json;
  }

  private static Map<String, Object> arrivals(Arrivals arrivals) {
    var json = new LinkedHashMap<String, Object>();
    switch (arrivals) {
      case Arrivals.AtGate gate -> {
        json.put("model", "gate");
        json.put("open", true);
        json.put("burstShare", gate.burstShare());
        json.put("burstMillis", gate.burstMillis());
        json.put("guardMillis", gate.guardMillis());
      }
      case Arrivals.InStages stages -> {
        json.put("model", "stages");
        json.put("open", true);
        json.put("stages", stages.stages().stream().map(Object::toString).toList());
      }
      case Arrivals.Closed closed -> {
        json.put("model", "closed");
        json.put("open", false);
        json.put("inFlight", closed.inFlight());
      }
    }
    return json;
  }

  private static Object number(OptionalDouble value) {
    return value.isPresent() ? rounded(value.getAsDouble()) : null;
  }

  private static BigDecimal rounded(double value) {
    BigDecimal rounded = BigDecimal.valueOf(value).setScale(DECIMALS, RoundingMode.HALF_UP);
    return rounded.signum() == 0 ? BigDecimal.ZERO : rounded.stripTrailingZeros();
  }
}
