package io.wattmesh.load.report;

import com.fasterxml.jackson.databind.JsonNode;
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
import io.wattmesh.load.workload.Workload;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.ToDoubleFunction;
import java.util.function.ToLongFunction;
import org.HdrHistogram.Histogram;

/**
 * What all generators of one run saw together: counts are summed and histograms added, second for
 * second too. Times of an interval are those of whoever saw them last.
 */
public final class PartsOutcome {
  private static final double NANOS = 1e9;

  private final Workload workload;
  private final List<Path> folders;
  private final List<JsonNode> parts;

  private PartsOutcome(Workload workload, List<Path> folders) {
    this.workload = workload;
    this.folders = List.copyOf(folders);
    this.parts = folders.stream().map(ResultsJson::read).toList();
  }

  /**
   * What the parts saw, and whether they may be believed.
   *
   * @param outcome of all together
   * @param invalid what makes the figures of one of them say nothing
   */
  public record Together(LoadOutcome outcome, List<String> invalid) {}

  /**
   * Reads the results of all generators of a run.
   *
   * @param place what is known of the run beside
   * @param loadAverageBefore the machine's, before the run
   * @throws io.wattmesh.cluster.market.UserErrorException if one of them has no results
   */
  public static Together read(
      Workload workload, List<Path> folders, RunPlace place, double loadAverageBefore)
      throws IOException {
    var all = new PartsOutcome(workload, folders);
    var invalid = new LinkedHashSet<String>();
    all.parts.forEach(
        part ->
            part.path("invalid")
                .forEach(
                    reason ->
                        invalid.add(
                            "generator %s: %s"
                                .formatted(part.path("part").asText(), reason.asText()))));
    return new Together(all.outcome(place, loadAverageBefore), List.copyOf(invalid));
  }

  private LoadOutcome outcome(RunPlace place, double loadAverageBefore) throws IOException {
    var latencies = new Latencies();
    for (Path folder : folders) {
      latencies.add(HistogramLog.read(log(folder)));
    }
    var notes = new LinkedHashSet<String>();
    parts.forEach(part -> part.path("notes").forEach(note -> notes.add(note.asText())));
    return new LoadOutcome(
        workload,
        place,
        parts.getFirst().path("chainId").asText(),
        parts.stream().anyMatch(part -> part.path("interrupted").booleanValue()),
        parts.stream().mapToLong(PartsOutcome::startedMillis).min().orElseThrow(),
        latencies,
        parts.stream().map(PartsOutcome::counts).reduce(Counts.NONE, Counts::plus),
        intervals(),
        seconds(),
        cpuNanos(),
        greatest(part -> part.path("profiledSeconds").doubleValue()),
        greatest(part -> part.path("startSeconds").doubleValue()),
        new SignatureCost(
            greatestNanos("signMicros"),
            greatestNanos("checkMicros"),
            greatestNanos("busySignMicros"),
            greatestNanos("busyCheckMicros")),
        (int) greatest(part -> part.path("fleetBytesPerDevice").doubleValue()),
        (long) greatest(part -> part.path("bytesPerDevice").doubleValue()),
        new Machine.Collections(
            sum(part -> part.path("collections").longValue()),
            sum(part -> part.path("collectionMillis").longValue())),
        loadAverageBefore,
        Machine.loadAverage(),
        List.copyOf(notes));
  }

  private static Path log(Path folder) {
    return folder.resolve("latencies.hlog");
  }

  private static long startedMillis(JsonNode part) {
    return Instant.parse(part.path("started").asText()).toEpochMilli();
  }

  private long greatestNanos(String micros) {
    return Math.round(1e3 * greatest(part -> part.path(micros).doubleValue()));
  }

  private double greatest(ToDoubleFunction<JsonNode> of) {
    return parts.stream().mapToDouble(of).max().orElseThrow();
  }

  private long sum(ToLongFunction<JsonNode> of) {
    return parts.stream().mapToLong(of).sum();
  }

  private static Counts counts(JsonNode json) {
    var reasons = new TreeMap<String, Long>();
    for (Map.Entry<String, JsonNode> reason : json.path("errorsByReason").properties()) {
      reasons.put(reason.getKey(), reason.getValue().asLong());
    }
    return new Counts(
        json.path("intended").asLong(),
        json.path("sent").asLong(),
        json.path("resent").asLong(),
        json.path("accepted").asLong(),
        json.path("cleared").asLong(),
        json.path("rejected").asLong(),
        json.path("refused").asLong(),
        json.path("unanswered").asLong(),
        json.path("dropped").asLong(),
        json.path("lost").asLong(),
        reasons);
  }

  private Map<CpuStage, Long> cpuNanos() {
    var nanos = new EnumMap<CpuStage, Long>(CpuStage.class);
    for (CpuStage stage : CpuStage.values()) {
      nanos.put(
          stage,
          sum(
              part ->
                  Math.round(
                      NANOS * part.path("cpuSecondsByStage").path(stage.key()).doubleValue())));
    }
    return nanos;
  }

  private List<IntervalFigures> intervals() {
    var all = new TreeMap<Long, IntervalFigures>();
    for (JsonNode part : parts) {
      for (JsonNode json : part.path("perInterval")) {
        all.merge(json.path("interval").longValue(), interval(json), PartsOutcome::both);
      }
    }
    return List.copyOf(all.values());
  }

  private static IntervalFigures interval(JsonNode json) {
    return new IntervalFigures(
        json.path("interval").longValue(),
        json.path("measured").booleanValue(),
        json.path("outcome").asText(),
        counts(json),
        number(json.path("booksSeconds")),
        number(json.path("clearingSeconds")),
        number(json.path("commitSeconds")),
        number(json.path("settlementSeconds")));
  }

  private static OptionalDouble number(JsonNode json) {
    return json.isNumber() ? OptionalDouble.of(json.doubleValue()) : OptionalDouble.empty();
  }

  private static IntervalFigures both(IntervalFigures one, IntervalFigures other) {
    return new IntervalFigures(
        one.interval(),
        one.measured(),
        one.isUnfinished() ? one.outcome() : other.outcome(),
        one.counts().plus(other.counts()),
        later(one.booksSeconds(), other.booksSeconds()),
        later(one.clearingSeconds(), other.clearingSeconds()),
        later(one.commitSeconds(), other.commitSeconds()),
        later(one.settlementSeconds(), other.settlementSeconds()));
  }

  private static OptionalDouble later(OptionalDouble one, OptionalDouble other) {
    if (one.isEmpty() || other.isEmpty()) {
      return one.isEmpty() ? other : one;
    }
    return OptionalDouble.of(Math.max(one.getAsDouble(), other.getAsDouble()));
  }

  private List<Second> seconds() throws IOException {
    var all = new TreeMap<Integer, Second>();
    for (JsonNode part : parts) {
      for (JsonNode json : part.path("perSecond")) {
        all.merge(json.path("second").intValue(), second(json), PartsOutcome::sum);
      }
    }
    var acknowledged = new TreeMap<Integer, Histogram>();
    for (int k = 0; k < parts.size(); k++) {
      SortedMap<Integer, Histogram> its =
          HistogramLog.readSeconds(
              log(folders.get(k)), Latency.ACKNOWLEDGED, startedMillis(parts.get(k)));
      its.forEach(
          (second, histogram) ->
              acknowledged
                  .computeIfAbsent(second, any -> new Histogram(Latencies.MOST_MICROS, 3))
                  .add(histogram));
    }
    var seconds = new ArrayList<Second>();
    for (Second second : all.values()) {
      Histogram latency = acknowledged.get(second.second());
      seconds.add(
          second.withPercentiles(
              latency == null ? 0 : latency.getValueAtPercentile(50),
              latency == null ? 0 : latency.getValueAtPercentile(99)));
    }
    return seconds;
  }

  /** A second as results.json has it. */
  public static Second second(JsonNode json) {
    return new Second(
        json.path("second").intValue(),
        json.path("interval").longValue(),
        json.path("measured").booleanValue(),
        json.path("asked").longValue(),
        json.path("sent").longValue(),
        json.path("acknowledged").longValue(),
        json.path("refused").longValue(),
        json.path("inFlight").longValue(),
        json.path("p50Micros").longValue(),
        json.path("p99Micros").longValue(),
        json.path("maxMicros").longValue(),
        json.path("lagMicros").longValue(),
        json.path("heapBytes").longValue(),
        json.path("afterCollectionBytes").longValue(),
        json.path("residentBytes").longValue(),
        json.path("diskBytes").longValue(),
        json.path("collectionMillis").longValue(),
        Math.round(NANOS * json.path("cpuSeconds").doubleValue()));
  }

  /** Two generators' second; its percentiles are the slower one's, until they are known of both. */
  public static Second sum(Second one, Second other) {
    return new Second(
        one.second(),
        one.interval(),
        one.measured(),
        one.asked() + other.asked(),
        one.sent() + other.sent(),
        one.acknowledged() + other.acknowledged(),
        one.refused() + other.refused(),
        one.inFlight() + other.inFlight(),
        Math.max(one.p50Micros(), other.p50Micros()),
        Math.max(one.p99Micros(), other.p99Micros()),
        Math.max(one.maxMicros(), other.maxMicros()),
        Math.max(one.lagMicros(), other.lagMicros()),
        one.heapBytes() + other.heapBytes(),
        one.afterCollectionBytes() + other.afterCollectionBytes(),
        one.residentBytes() + other.residentBytes(),
        one.diskBytes() + other.diskBytes(),
        one.collectionMillis() + other.collectionMillis(),
        one.cpuNanos() + other.cpuNanos());
  }
}
