package io.wattmesh.cluster.cli;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.wattmesh.cluster.feasibility.Arrivals;
import io.wattmesh.cluster.feasibility.Judgement;
import io.wattmesh.cluster.feasibility.Limits;
import io.wattmesh.cluster.feasibility.Measured;
import io.wattmesh.cluster.feasibility.Platform;
import io.wattmesh.cluster.feasibility.Quantile;
import io.wattmesh.cluster.feasibility.Quantiles;
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
      "With --run, by what a finished run or load measured instead of --throughput, --latency and"
          + " --finality; a load also tells what arrived, in place of --devices, --transactions and"
          + " --interval. Exits with 0 if all tests pass, else with 1. See docs/feasibility.md."
    })
final class FeasibilityCommand implements Callable<Integer> {
  private static final int NAME_WIDTH = 11;

  @Spec private CommandSpec spec;

  @Option(names = "--devices", paramLabel = "N", description = "How many send.")
  private Long devices;

  @Option(
      names = "--transactions",
      paramLabel = "K",
      description = "Transactions of a device in an interval.")
  private Long transactions;

  @Option(names = "--interval", paramLabel = "SECONDS", description = "An interval's length, s.")
  private BigDecimal interval;

  @Option(
      names = "--burst",
      paramLabel = "SECONDS",
      description =
          "Also judge that all of an interval's transactions come in its last seconds, so many; of a"
              + " load's own, the most that came within so many (default: its own burst's).")
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
      description =
          "A folder of a finished `wattmesh run` or `wattmesh load`: judge by what it measured.")
  private Path run;

  @Option(
      names = "--quantile",
      paramLabel = "Q",
      defaultValue = "max",
      description =
          "Which of what was measured is judged: p50, p99 or max, which is the worst"
              + " (default: ${DEFAULT-VALUE}).")
  private Quantile quantile;

  @Option(names = "--json", description = "The verdicts as one JSON document.")
  private boolean json;

  /** What arrives, by the command line or as a load had it. */
  private record Asked(List<String> words, Arrivals arrivals, Optional<Arrivals> burst) {}

  @Override
  public Integer call() throws IOException {
    Optional<Measured> measured = run == null ? Optional.empty() : Optional.of(Measured.read(run));
    Asked asked;
    Judgement judgement;
    try {
      asked = asked(measured);
      judgement =
          Judgement.of(
              asked.arrivals(),
              asked.burst(),
              platform(measured),
              measured.flatMap(Measured::paymentSeconds).map(spread -> spread.at(quantile)),
              new Limits(control, settlement));
    } catch (IllegalArgumentException e) {
      throw new UsageErrorException(String.valueOf(e.getMessage()));
    }
    if (json) {
      printJson(asked, measured, judgement);
    } else {
      print(asked, measured, judgement);
    }
    return judgement.passes() ? ExitCodes.OK : ExitCodes.FAILURE;
  }

  private Asked asked(Optional<Measured> measured) {
    Optional<Arrivals> own = measured.flatMap(Measured::arrivals);
    if (own.isPresent() && devices == null && transactions == null && interval == null) {
      Optional<Arrivals> most = measured.get().burst(Optional.ofNullable(burst));
      var words = new ArrayList<String>();
      words.add("the load's own: %s TPS on average".formatted(own.get().tpsWords()));
      most.ifPresent(
          arrivals ->
              words.add(
                  "the most within %s s: %s TPS"
                      .formatted(arrivals.seconds().toPlainString(), arrivals.tpsWords())));
      return new Asked(words, own.get(), most);
    }
    var workload =
        new Workload(
            given("--devices", devices),
            given("--transactions", transactions),
            given("--interval", interval),
            Optional.ofNullable(burst));
    var words = new ArrayList<String>();
    words.add(
        "%,d devices, %,d transactions each in %s s: %s TPS on average"
            .formatted(
                workload.devices(),
                workload.transactions(),
                workload.intervalSeconds().toPlainString(),
                workload.arrivals().tpsWords()));
    workload
        .burst()
        .ifPresent(
            arrivals ->
                words.add(
                    "the same in the last %s s: %s TPS"
                        .formatted(arrivals.seconds().toPlainString(), arrivals.tpsWords())));
    return new Asked(words, workload.arrivals(), workload.burst());
  }

  private Platform platform(Optional<Measured> measured) {
    return new Platform(
        measured
            .flatMap(Measured::carriedTps)
            .map(spread -> spread.at(quantile))
            .orElseGet(() -> given("--throughput", throughput)),
        measured
            .map(run -> run.latencySeconds().at(quantile))
            .orElseGet(() -> given("--latency", latency)),
        measured.map(_ -> BigDecimal.ZERO).orElseGet(() -> given("--finality", finality)));
  }

  private <T> T given(String option, T value) {
    if (value == null) {
      throw new UsageErrorException(
          run == null
              ? "%s is missing: name it, or what measured it by --run.".formatted(option)
              : "%s is missing: %s does not tell it, so name it.".formatted(option, run));
    }
    return value;
  }

  private void print(Asked asked, Optional<Measured> measured, Judgement judgement) {
    var lines = new ArrayList<String>();
    asked.words().forEach(words -> lines.add(line(lines.isEmpty() ? "workload" : "", words)));
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

  private List<String> lines(Measured figures) {
    var lines = new ArrayList<String>();
    lines.add(
        line(
            "measured",
            "latency %s s, %s".formatted(words(figures.latencySeconds()), figures.latencyWords())));
    figures
        .paymentSeconds()
        .ifPresent(
            paid ->
                lines.add(
                    line(
                        "",
                        "payment %s s, end of delivery to the payment's commit, %d readings"
                            .formatted(words(paid), paid.samples()))));
    lines.add(
        line(
            "",
            figures
                .carriedTps()
                .map(
                    rates ->
                        ("carried %s TPS, %s; the log's limit is not below it, so a FAIL by it"
                                + " means: not shown")
                            .formatted(words(rates), figures.carriedWords()))
                .orElse("no throughput: as given")));
    lines.add(line("judged", quantile.name().toLowerCase(Locale.ROOT)));
    return lines;
  }

  private static String words(Quantiles spread) {
    return "p50 %.3f, p99 %.3f, worst %.3f".formatted(spread.p50(), spread.p99(), spread.worst());
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

  private void printJson(Asked asked, Optional<Measured> measured, Judgement judgement)
      throws JsonProcessingException {
    var content = new LinkedHashMap<String, Object>();
    content.put("arrivalTps", asked.arrivals().tps());
    content.put("burstTps", asked.burst().map(Arrivals::tps).orElse(null));
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

  private Map<String, Object> json(Measured figures) {
    var content = new LinkedHashMap<String, Object>();
    content.put("judged", quantile.name().toLowerCase(Locale.ROOT));
    content.put("latencySeconds", json(figures.latencySeconds()));
    content.put("carriedTps", figures.carriedTps().map(FeasibilityCommand::json).orElse(null));
    content.put("finalitySeconds", 0);
    figures.paymentSeconds().ifPresent(paid -> content.put("paymentSeconds", json(paid)));
    content.put("voidIntervals", figures.voidIntervals());
    return content;
  }

  private static Map<String, Object> json(Quantiles spread) {
    var content = new LinkedHashMap<String, Object>();
    content.put("p50", spread.p50());
    content.put("p99", spread.p99());
    content.put("worst", spread.worst());
    content.put("samples", spread.samples());
    return content;
  }
}
