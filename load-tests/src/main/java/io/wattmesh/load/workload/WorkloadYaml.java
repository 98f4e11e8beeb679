package io.wattmesh.load.workload;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** A workload as the file that {@link WorkloadFile} reads back as the same. */
public final class WorkloadYaml {
  private WorkloadYaml() {}

  /** The whole file; nothing is left to a default. */
  public static String of(Workload workload) {
    var lines = new ArrayList<String>();
    lines.add("name: " + quoted(workload.name()));
    lines.add("description: " + quoted(workload.description()));
    lines.add("devices: " + workload.devices());
    lines.add("intervals: " + workload.intervals());
    lines.add("warm-up-intervals: " + workload.warmUpIntervals());
    lines.add("interval: " + workload.intervalSeconds() + "s");
    lines.add("lead: " + workload.leadSeconds() + "s");
    lines.add("book: " + workload.bookSeconds() + "s");
    lines.add("readings: " + workload.readingSeconds() + "s");
    lines.add("grid: " + quoted(workload.grid()));
    lines.add("regions: " + workload.regions());
    lines.add("validators: " + workload.validators());
    lines.add("arrivals: " + arrivals(workload.arrivals()));
    if (!workload.diurnal().isEmpty()) {
      lines.add("diurnal: " + workload.diurnal());
    }
    lines.add("prune-every: " + workload.pruneEveryBlocks());
    lines.add("workers: " + workload.workers());
    lines.add("max-lag: " + workload.maxLagMillis() + "ms");
    lines.add("resend-after: " + workload.resendMillis() + "ms");
    if (!workload.objectives().isEmpty()) {
      lines.add("objectives: " + list(workload.objectives()));
    }
    lines.add("seed: " + workload.seed());
    return String.join("\n", lines) + "\n";
  }

  private static String arrivals(Arrivals arrivals) {
    return switch (arrivals) {
      case Arrivals.AtGate gate ->
          "{model: gate, burst-share: %s, burst: %dms, guard: %dms}"
              .formatted(gate.burstShare(), gate.burstMillis(), gate.guardMillis());
      case Arrivals.InStages stages ->
          "{model: stages, stages: %s}"
              .formatted(list(stages.stages().stream().map(Stage::toString).toList()));
      case Arrivals.Closed closed -> "{model: closed, in-flight: %d}".formatted(closed.inFlight());
    };
  }

  private static String list(List<String> texts) {
    return texts.stream().map(WorkloadYaml::quoted).collect(Collectors.joining(", ", "[", "]"));
  }

  /** A text in double quotes is the same in JSON and YAML. */
  private static String quoted(String text) {
    try {
      return new ObjectMapper().writeValueAsString(text);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("A text cannot be written: " + text, e);
    }
  }
}
