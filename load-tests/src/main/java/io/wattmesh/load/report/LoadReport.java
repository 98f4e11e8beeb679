package io.wattmesh.load.report;

import io.wattmesh.cluster.report.PageText;
import io.wattmesh.load.generate.LoadOutcome;
import io.wattmesh.load.generate.RunPlace;
import io.wattmesh.load.measure.CpuProfile;
import io.wattmesh.load.measure.Machine;
import io.wattmesh.load.measure.SignatureCost;
import io.wattmesh.load.objective.Objective;
import io.wattmesh.proto.crypto.Sha256;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * A run as one self-contained HTML page without a script: all charts are SVG within it, and its
 * content security policy lets nothing be loaded but its one style.
 */
public final class LoadReport {
  private static final int MILLI = 1_000;

  private LoadReport() {}

  /** The page of a run. */
  public static String of(LoadOutcome outcome, LoadVerdict verdict) {
    String css =
        "\n" + PageText.houseStyle() + PageText.resource(LoadReport.class, "load-report.css");
    var charts = new LoadCharts(outcome);
    var values = new LinkedHashMap<String, String>();
    values.put("policy", policy(css));
    values.put("css", css);
    values.put(
        "title",
        PageText.escape(
            "%s: %,d devices, %d intervals"
                .formatted(
                    outcome.workload().name(),
                    outcome.workload().devices(),
                    outcome.workload().intervals())));
    values.put("seed", Long.toString(outcome.workload().seed()));
    values.put("started", Instant.ofEpochMilli(outcome.startedMillis()).toString());
    values.put("chainId", PageText.escape(outcome.chainId()));
    values.put("banners", banners(outcome, verdict));
    values.put("objectives", objectives(verdict));
    values.put("description", PageText.escape(outcome.workload().description()));
    values.put("tiles", tiles(outcome));
    values.put("errors", events(outcome.place()) + errors(outcome));
    values.put("throughput", charts.throughput());
    values.put("inFlight", charts.inFlight());
    values.put("latency", charts.latencyOverTime());
    values.put("spectrum", charts.spectrum());
    values.put("percentiles", charts.percentiles());
    values.put("walls", charts.walls());
    values.put("cpuMethod", PageText.escape(CpuProfile.METHOD));
    values.put("cpu", charts.cpu());
    values.put("floor", PageText.escape(floor(outcome)));
    values.put("memory", charts.memory());
    values.put("disk", charts.disk());
    values.put("growth", charts.growth());
    values.put("collections", charts.collections());
    values.put("environment", PageText.facts(environment(outcome)));
    return PageText.fill(PageText.resource(LoadReport.class, "load-report.html"), values);
  }

  private static String policy(String css) {
    byte[] hash = Sha256.of(css.getBytes(StandardCharsets.UTF_8)).bytes();
    return "default-src 'none'; style-src 'sha256-%s'; base-uri 'none'; form-action 'none'"
        .formatted(Base64.getEncoder().encodeToString(hash));
  }

  private static String banners(LoadOutcome outcome, LoadVerdict verdict) {
    var out = new StringBuilder();
    banner(out, place(outcome.place()));
    if (outcome.interrupted()) {
      banner(out, "The run was interrupted; what is here was seen until then.");
    }
    verdict.invalid().forEach(reason -> banner(out, "Invalid: " + reason + "."));
    outcome.notes().forEach(note -> banner(out, note));
    return out.toString();
  }

  private static String place(RunPlace place) {
    if (place.sameProcess()) {
      return "Fleet and market ran in one process and shared its processors: a quick look, no figure"
          + " to quote for a market.";
    }
    return place.processes().isEmpty()
        ? "Generator %s of a cluster's market: its own devices alone, and its own processor time."
            .formatted(place.part())
        : ("Nodes and generators were processes of their own (%s) on one machine, whose processors"
                + " they shared. Processor time by stage, memory and collections are the"
                + " generators'.")
            .formatted(
                place.processes().stream()
                    .map(RunPlace.ProcessFigures::name)
                    .collect(Collectors.joining(", ")));
  }

  private static String events(RunPlace place) {
    return place.events().isEmpty()
        ? ""
        : Html.table(
            List.of("seconds from the first window", "what happened"),
            place.events().stream()
                .map(
                    event ->
                        List.of(String.format(Locale.ROOT, "%.1f", event.seconds()), event.what()))
                .toList());
  }

  private static void banner(StringBuilder out, String text) {
    out.append("<p class=\"banner\">").append(PageText.escape(text)).append("</p>\n");
  }

  private static String objectives(LoadVerdict verdict) {
    if (verdict.objectives().isEmpty()) {
      return "<p class=\"note\">None was named; --slo 'finality.p99&lt;5s' names one.</p>\n";
    }
    var out =
        new StringBuilder("<table><thead><tr><th>Objective</th><th>Figure</th><th></th></tr>");
    out.append("</thead><tbody>");
    for (Objective.Verdict one : verdict.objectives()) {
      String figure =
          one.figure().isPresent() ? one.objective().words(one.figure().getAsDouble()) : "nothing";
      out.append("<tr><td>")
          .append(PageText.escape(one.objective().text()))
          .append("</td><td>")
          .append(PageText.escape(figure))
          .append(
              one.holds() ? "</td><td class=\"holds\">holds" : "</td><td class=\"breach\">breach")
          .append("</td></tr>");
    }
    return out.append("</tbody></table>\n").toString();
  }

  private static String tiles(LoadOutcome outcome) {
    var out = new StringBuilder();
    tile(out, "devices", outcome.workload().devices());
    tile(out, "bids meant to be sent", outcome.counts().intended());
    tile(out, "accepted", outcome.counts().accepted());
    tile(out, "cleared", outcome.counts().cleared());
    tile(out, "rejected by the ledger", outcome.counts().rejected());
    tile(out, "refused by aggregators", outcome.counts().refused());
    tile(out, "unanswered", outcome.counts().unanswered());
    tile(out, "dropped arrivals", outcome.counts().dropped());
    tile(out, "lost", outcome.counts().lost());
    tile(out, "bytes a device alive", outcome.heapBytesPerDevice());
    return out.toString();
  }

  private static void tile(StringBuilder out, String label, long value) {
    out.append("<div class=\"tile\"><div class=\"value\">")
        .append(String.format(Locale.ROOT, "%,d", value))
        .append("</div><div class=\"label\">")
        .append(PageText.escape(label))
        .append("</div></div>");
  }

  private static String errors(LoadOutcome outcome) {
    Map<String, Long> reasons = outcome.counts().reasons();
    return reasons.isEmpty()
        ? ""
        : Html.table(
            List.of("reason", "bids"),
            reasons.entrySet().stream()
                .map(reason -> List.of(reason.getKey(), Long.toString(reason.getValue())))
                .toList());
  }

  private static String floor(LoadOutcome outcome) {
    return String.format(
        Locale.ROOT,
        "Signatures alone: %.3f s = %,d %s. On this machine, right before the run, a signature took"
            + " %.1f us and a check %.1f us by itself, %.1f and %.1f us while every processor was at"
            + " it: then it is %.3f s.",
        ResultsJson.floorSeconds(outcome).doubleValue(),
        outcome.counts().sent(),
        SignatureCost.formula(),
        outcome.signatures().signNanos() / (double) MILLI,
        outcome.signatures().checkNanos() / (double) MILLI,
        outcome.signatures().busySignNanos() / (double) MILLI,
        outcome.signatures().busyCheckNanos() / (double) MILLI,
        outcome
            .signatures()
            .busyFloorSeconds(outcome.counts().sent(), outcome.workload().validators()));
  }

  private static Map<String, String> environment(LoadOutcome outcome) {
    var facts = new LinkedHashMap<String, String>();
    Machine.environment().forEach((name, value) -> facts.put(name, value.toString()));
    facts.put(
        "load average before", String.format(Locale.ROOT, "%.2f", outcome.loadAverageBefore()));
    facts.put("load average after", String.format(Locale.ROOT, "%.2f", outcome.loadAverageAfter()));
    facts.put("grid", outcome.workload().grid());
    facts.put("regions", Integer.toString(outcome.workload().regions()));
    facts.put("validators", Integer.toString(outcome.workload().validators()));
    facts.put("workers", Integer.toString(outcome.workload().workers()));
    facts.put("interval", outcome.workload().intervalSeconds() + " s");
    facts.put("warm-up intervals", Integer.toString(outcome.workload().warmUpIntervals()));
    facts.put("arrivals", outcome.workload().arrivals().toString());
    facts.put(
        "market made and started in", String.format(Locale.ROOT, "%.1f s", outcome.startSeconds()));
    return facts;
  }
}
