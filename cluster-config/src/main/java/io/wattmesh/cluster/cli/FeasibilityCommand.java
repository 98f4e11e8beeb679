package io.wattmesh.cluster.cli;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.wattmesh.cluster.feasibility.Judgement;
import io.wattmesh.cluster.feasibility.Limits;
import io.wattmesh.cluster.feasibility.MeasuredRun;
import io.wattmesh.cluster.feasibility.Platform;
import io.wattmesh.cluster.feasibility.Quantile;
import io.wattmesh.cluster.feasibility.Spread;
import io.wattmesh.cluster.feasibility.Workload;
import io.wattmesh.cluster.market.UsageErrorException;
import java.io.IOException;
import java.io.PrintWriter;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code wattmesh feasibility}: whether a ledger can carry a workload. */
@Command(
    name = "feasibility",
    mixinStandardHelpOptions = true,
    description = {
      "Tests whether a ledger can carry a workload: arrival rate < throughput (mean, and at gate"
          + " closure if --burst names one), latency <= control loop's time constant, latency +"
          + " finality < settlement window.",
      "With --run, by what a finished run measured instead of --throughput, --latency and"
          + " --finality. Exits with 0 if all tests pass, else with 1. See docs/feasibility.md."
    })
final class FeasibilityCommand implements Callable<Integer> {
  private static final int NAME_WIDTH = 11;

  @Spec private CommandSpec spec;

  @Option(names = "--devices", paramLabel = "N", required = true, description = "How many send.")
  private long devices;

  @Option(
      names = "--transactions",
      paramLabel = "K",
      required = true,
      description = "Transactions of a device in an interval.")
  private long transactions;

  @Option(
      names = "--interval",
      paramLabel = "SECONDS",
      required = true,
      description = "An interval's length, s.")
  private BigDecimal interval;

  @Option(
      names = "--burst",
      paramLabel = "SECONDS",
      description =
          "Also judge that all of an interval's transactions come in its last seconds, so many.")
  private BigDecimal burst;

  @Option(
      names = "--throughput",
      paramLabel = "TPS",
      description = "The most transactions a second that the ledger commits lastingly.")
  private BigDecimal throughput;

  @Option(
      names = "--latency",
      paramLabel = "SECONDS",
      description = "From a transaction's submission to its commit, s.")
  private BigDecimal latency;

  @Option(
      names = "--control",
      paramLabel = "SECONDS",
      required = true,
      description = "The control loop's time constant, s.")
  private BigDecimal control;

  @Option(
      names = "--finality",
      paramLabel = "SECONDS",
      description = "From the commit until it can't be reversed, s; 0 for a log like this one.")
  private BigDecimal finality;

  @Option(
      names = "--settlement",
      paramLabel = "SECONDS",
      required = true,
      description = "The settlement window, s.")
  private BigDecimal settlement;

  @Option(
      names = "--run",
      paramLabel = "FOLDER",
      description = "A folder of a finished `wattmesh run`: judge by what it measured.")
  private Path run;

  @Option(
      names = "--quantile",
      paramLabel = "Q",
      defaultValue = "max",
      description =
          "Which of the run's intervals is judged: p50, p99 or max, which is the worst"
              + " (default: ${DEFAULT-VALUE}).")
  private Quantile quantile;

  @Option(names = "--json", description = "The verdicts as one JSON document.")
  private boolean json;

  @Override
  public Integer call() throws IOException {
    Optional<MeasuredRun> measured =
        run == null ? Optional.empty() : Optional.of(MeasuredRun.read(run));
    Workload workload;
    Platform platform;
    Judgement judgement;
    try {
      workload = new Workload(devices, transactions, interval, Optional.ofNullable(burst));
      platform = platform(measured);
      judgement = Judgement.of(workload, platform, new Limits(control, settlement));
    } catch (IllegalArgumentException e) {
      throw new UsageErrorException(String.valueOf(e.getMessage()));
    }
    if (json) {
      printJson(workload, measured, judgement);
    } else {
      print(workload, measured, judgement);
    }
    return judgement.passes() ? ExitCodes.OK : ExitCodes.FAILURE;
  }

  private Platform platform(Optional<MeasuredRun> measured) {
    return new Platform(
        measured
            .flatMap(MeasuredRun::throughput)
            .map(spread -> spread.at(quantile))
            .orElseGet(() -> given("--throughput", throughput)),
        measured
            .map(run -> run.latency().at(quantile))
            .orElseGet(() -> given("--latency", latency)),
        measured.map(_ -> BigDecimal.ZERO).orElseGet(() -> given("--finality", finality)));
  }

  private BigDecimal given(String option, BigDecimal value) {
    if (value == null) {
      throw new UsageErrorException(
          run == null
              ? "%s is missing: name it, or a run that measured it by --run.".formatted(option)
              : "%s is missing: %s has not measured it, so name it.".formatted(option, run));
    }
    return value;
  }

  private void print(Workload workload, Optional<MeasuredRun> measured, Judgement judgement) {
    var lines = new ArrayList<String>();
    lines.add(
        line(
            "workload",
            "%,d devices, %,d transactions each in %s s: %s TPS on average"
                .formatted(
                    workload.devices(),
                    workload.transactions(),
                    workload.intervalSeconds().toPlainString(),
                    workload.arrivalTps().toPlainString())));
    workload
        .burstTps()
        .ifPresent(
            tps ->
                lines.add(
                    line(
                        "",
                        "the same in the last %s s: %s TPS"
                            .formatted(burst.toPlainString(), tps.toPlainString()))));
    measured.ifPresent(figures -> lines.addAll(lines(figures)));
    judgement
        .checks()
        .forEach(
            check ->
                lines.add(
                    line(
                        check.name(),
                        (check.passes() ? "pass  " : "FAIL  ") + check.inequality())));
    lines.add(line("verdict", verdict(judgement)));
    PrintWriter out = spec.commandLine().getOut();
    lines.forEach(out::println);
    out.flush();
  }

  private List<String> lines(MeasuredRun figures) {
    var lines = new ArrayList<String>();
    lines.add(
        line(
            "measured",
            "latency %s s, gate closure to the final commit, %d intervals (%d void)"
                .formatted(
                    words(figures.latency()),
                    figures.latency().bestFirst().size(),
                    figures.voided())));
    lines.add(
        line(
            "",
            figures
                .throughput()
                .map(
                    rates ->
                        ("carried %s TPS, an interval's standing bids; the log's limit is not below"
                                + " it, so a FAIL by it means: not shown")
                            .formatted(words(rates)))
                .orElse("no throughput: as given")));
    lines.add(line("judged", quantile.name().toLowerCase(Locale.ROOT)));
    return lines;
  }

  private static String words(Spread spread) {
    return "p50 %.3f, p99 %.3f, worst %.3f"
        .formatted(spread.at(Quantile.P50), spread.at(Quantile.P99), spread.at(Quantile.MAX));
  }

  private static String verdict(Judgement judgement) {
    String failed =
        judgement.checks().stream()
            .filter(check -> !check.passes())
            .map(Judgement.Check::name)
            .collect(Collectors.joining(", "));
    return failed.isEmpty() ? "feasible" : "not feasible: " + failed;
  }

  private static String line(String name, String text) {
    return name + " ".repeat(NAME_WIDTH - name.length()) + text;
  }

  private void printJson(Workload workload, Optional<MeasuredRun> measured, Judgement judgement)
      throws JsonProcessingException {
    var content = new LinkedHashMap<String, Object>();
    content.put("arrivalTps", workload.arrivalTps());
    content.put("burstTps", workload.burstTps().orElse(null));
    judgement
        .checks()
        .forEach(check -> content.put(check.name(), check.passes() ? "pass" : "fail"));
    measured.ifPresent(figures -> content.put("measured", json(figures)));
    PrintWriter out = spec.commandLine().getOut();
    out.println(
        new ObjectMapper()
            .enable(JsonGenerator.Feature.WRITE_BIGDECIMAL_AS_PLAIN)
            .writerWithDefaultPrettyPrinter()
            .writeValueAsString(content));
    out.flush();
  }

  private Map<String, Object> json(MeasuredRun figures) {
    var content = new LinkedHashMap<String, Object>();
    content.put("judged", quantile.name().toLowerCase(Locale.ROOT));
    content.put("latencySeconds", json(figures.latency()));
    content.put("carriedTps", figures.throughput().map(FeasibilityCommand::json).orElse(null));
    content.put("finalitySeconds", 0);
    content.put("voidIntervals", figures.voided());
    return content;
  }

  private static Map<String, Object> json(Spread spread) {
    var content = new LinkedHashMap<String, Object>();
    content.put("p50", spread.at(Quantile.P50));
    content.put("p99", spread.at(Quantile.P99));
    content.put("worst", spread.at(Quantile.MAX));
    content.put("samples", spread.bestFirst().size());
    return content;
  }
}
