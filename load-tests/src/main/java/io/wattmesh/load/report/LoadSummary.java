package io.wattmesh.load.report;

import io.wattmesh.load.generate.LoadOutcome;
import io.wattmesh.load.generate.RunPlace;
import io.wattmesh.load.measure.Counts;
import io.wattmesh.load.measure.Latency;
import io.wattmesh.load.objective.Objective;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.HdrHistogram.Histogram;

/** A run in some lines for a terminal: objectives first. */
public final class LoadSummary {
  private static final double MICROS_PER_SECOND = 1e6;
  private static final double NANOS_PER_SECOND = 1e9;

  private LoadSummary() {}

  public static List<String> of(LoadOutcome outcome, LoadVerdict verdict, Path folder) {
    var lines = new ArrayList<String>();
    for (Objective.Verdict one : verdict.objectives()) {
      String figure =
          one.figure().isPresent() ? one.objective().words(one.figure().getAsDouble()) : "nothing";
      lines.add(
          "%-7s %s (%s)"
              .formatted(one.holds() ? "holds" : "BREACH", one.objective().text(), figure));
    }
    Counts counts = outcome.counts();
    lines.add(
        String.format(
            Locale.ROOT,
            "devices %,d  intervals %d  intended %,d  accepted %,d  cleared %,d  rejected %,d"
                + "  refused %,d  unanswered %,d  dropped %,d  lost %,d",
            outcome.workload().devices(),
            outcome.workload().intervals(),
            counts.intended(),
            counts.accepted(),
            counts.cleared(),
            counts.rejected(),
            counts.refused(),
            counts.unanswered(),
            counts.dropped(),
            counts.lost()));
    lines.add("seconds            p50      p90      p99      max");
    for (Latency latency : Latency.values()) {
      Histogram histogram = outcome.latencies().of(latency);
      if (histogram.getTotalCount() > 0) {
        lines.add(
            String.format(
                Locale.ROOT,
                "%-14s %8.3f %8.3f %8.3f %8.3f",
                latency.key(),
                histogram.getValueAtPercentile(50) / MICROS_PER_SECOND,
                histogram.getValueAtPercentile(90) / MICROS_PER_SECOND,
                histogram.getValueAtPercentile(99) / MICROS_PER_SECOND,
                histogram.getMaxValue() / MICROS_PER_SECOND));
      }
    }
    double cpu = outcome.cpuNanos().values().stream().mapToLong(Long::longValue).sum();
    lines.add(
        String.format(
            Locale.ROOT,
            "%s %.2f s in %.1f s, signatures alone %.2f s; %,d bytes a device alive, %d of them the"
                + " fleet's",
            outcome.place().sameProcess() ? "CPU" : "generators' CPU",
            cpu / NANOS_PER_SECOND,
            outcome.wallSeconds(),
            ResultsJson.floorSeconds(outcome).doubleValue(),
            outcome.heapBytesPerDevice(),
            outcome.fleetBytesPerDevice()));
    if (!outcome.place().processes().isEmpty()) {
      lines.add("process          CPU s measured    from its start");
      for (RunPlace.ProcessFigures process : outcome.place().processes()) {
        lines.add(
            String.format(
                Locale.ROOT,
                "%-14s %16.2f %17.2f",
                process.name(),
                process.cpuSeconds(),
                process.allCpuSeconds()));
      }
    }
    outcome
        .place()
        .events()
        .forEach(
            event ->
                lines.add(
                    String.format(Locale.ROOT, "event: %.1f s %s", event.seconds(), event.what())));
    outcome.notes().forEach(note -> lines.add("note: " + note));
    lines.add("results in " + folder);
    return lines;
  }
}
