package io.wattmesh.load.clearing;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.wattmesh.cluster.cli.ExitCodes;
import io.wattmesh.cluster.cli.MethodConverter;
import io.wattmesh.grid.clearing.ClearingMethod;
import io.wattmesh.grid.network.DcModel;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/**
 * {@code clearing-table}: the reference grids cleared through the actors, beside central solves.
 */
@Command(
    name = "clearing-table",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Clears the reference grids through the real actors on one node and solves the same bids"
          + " centrally in the same run. Prints a Markdown table as rows come, progress on stderr."
          + " What each column means is in cluster-config/docs/clearing-measurements.md.",
      "On two busy cores the grids up to 1,354 buses take 16 minutes; the two larger ones up to 40"
          + " more, since ADMM alone runs into --patience there and ojAlgo into --central-limit."
          + " --quick takes 2 minutes, --stops more than 8."
    })
public final class ClearingTableCommand implements Callable<Integer> {
  private static final List<Integer> REGIONS = List.of(2, 4, 8, 16, 32);
  private static final List<Integer> QUICK_REGIONS = List.of(2, 4);
  private static final int QUICK_CASES = 7;
  private static final int MAX_REGIONS = 1000;

  @Spec private CommandSpec spec;

  @Option(
      names = "--cases",
      split = ",",
      paramLabel = "CASE",
      description =
          "case3_lmbd, 5_pjm, 14, 14api, 30, 57, 118, 300, 1354_pegase, 2383wp, 9241_pegase"
              + " (default: all).")
  private List<String> cases;

  @Option(
      names = "--regions",
      split = ",",
      paramLabel = "K",
      description =
          "Regions (default: 2,4,8,16,32). More than two are left out where a region would have"
              + " fewer than three buses.")
  private List<Integer> regions;

  @Option(
      names = "--methods",
      split = ",",
      paramLabel = "METHOD",
      defaultValue = "admm,interior-point",
      converter = MethodConverter.class,
      description = "admm, interior-point or auto (default: ${DEFAULT-VALUE}).")
  private List<ClearingMethod> methods;

  @Option(
      names = "--dc-models",
      split = ",",
      paramLabel = "MODEL",
      defaultValue = "matpower,powermodels",
      description = "matpower or powermodels (default: ${DEFAULT-VALUE}).")
  private List<DcModel> dcModels;

  @Option(
      names = "--central",
      split = ",",
      paramLabel = "SOLVER",
      description =
          "ojalgo or highs (default: both). HiGHS also finds the buses whose price is not unique.")
  private Set<CentralSolver> central;

  @Option(names = "--no-central", description = "No central solves, so no errors.")
  private boolean noCentral;

  @Option(
      names = "--patience",
      paramLabel = "SECONDS",
      defaultValue = "60",
      description = "How long to wait for one clearing (default: ${DEFAULT-VALUE}).")
  private int patienceSeconds;

  @Option(
      names = "--central-limit",
      paramLabel = "SECONDS",
      defaultValue = "120",
      description =
          "How long each program of a central solver may take; ojAlgo has two, dispatch and prices"
              + " (default: ${DEFAULT-VALUE}).")
  private int limitSeconds;

  @Option(
      names = "--quick",
      description = "Only grids up to 118 buses and 2 and 4 regions, if none are named.")
  private boolean quick;

  @Option(
      names = "--stops",
      description =
          "In place of the table: hops and rounds until prices are within 0.01 $/MWh, and until"
              + " PowerModelsADA would stop. The cases are fixed.")
  private boolean stops;

  @Option(
      names = "--json",
      paramLabel = "FILE",
      description = "Also write the rows, unrounded, to a file at the end.")
  private Path json;

  /** Runs the command and exits with its code. */
  public static void main(String[] args) {
    // Logging must be up before Pekko's many threads ask for it at once.
    LoggerFactory.getLogger(ClearingTableCommand.class);
    System.exit(commandLine().execute(args));
  }

  static CommandLine commandLine() {
    return new CommandLine(new ClearingTableCommand()).setCaseInsensitiveEnumValuesAllowed(true);
  }

  @Override
  public Integer call() throws IOException {
    TablePlan plan = plan();
    PrintWriter out = spec.commandLine().getOut();
    PrintWriter err = spec.commandLine().getErr();
    if (stops) {
      new StopsReport(out, err, plan.limit()).write();
      return ExitCodes.OK;
    }
    List<Map<String, Object>> rows = new ClearingTable(plan, err).write(out);
    if (json != null) {
      Files.writeString(
          json, new ObjectMapper().writerWithDefaultPrettyPrinter().writeValueAsString(rows));
    }
    return ExitCodes.OK;
  }

  private TablePlan plan() {
    if (json != null && !Files.isDirectory(json.toAbsolutePath().getParent())) {
      throw wrong(
          "--json %s: there is no folder %s. Make it first."
              .formatted(json, json.toAbsolutePath().getParent()));
    }
    return new TablePlan(
        namedCases(),
        counts(),
        methods,
        dcModels,
        solvers(),
        seconds("--patience", patienceSeconds),
        seconds("--central-limit", limitSeconds));
  }

  private List<ReferenceCase> namedCases() {
    if (cases == null) {
      return quick ? ReferenceCase.ALL.subList(0, QUICK_CASES) : ReferenceCase.ALL;
    }
    return cases.stream()
        .map(
            name ->
                ReferenceCase.named(name)
                    .orElseThrow(
                        () ->
                            wrong(
                                "--cases %s: there are %s."
                                    .formatted(name, String.join(", ", ReferenceCase.names())))))
        .sorted(Comparator.comparingInt(ReferenceCase.ALL::indexOf))
        .distinct()
        .toList();
  }

  private List<Integer> counts() {
    if (regions == null) {
      return quick ? QUICK_REGIONS : REGIONS;
    }
    for (int count : regions) {
      if (count < 1 || count > MAX_REGIONS) {
        throw wrong("--regions %d: from 1 to %d.".formatted(count, MAX_REGIONS));
      }
    }
    return regions;
  }

  private Set<CentralSolver> solvers() {
    if (noCentral && central != null) {
      throw wrong("--no-central and --central exclude each other; give one.");
    }
    if (noCentral) {
      return Set.of();
    }
    return central == null ? EnumSet.allOf(CentralSolver.class) : EnumSet.copyOf(central);
  }

  private Duration seconds(String option, int seconds) {
    if (seconds < 1) {
      throw wrong("%s %d: at least 1 second.".formatted(option, seconds));
    }
    return Duration.ofSeconds(seconds);
  }

  private ParameterException wrong(String message) {
    return new ParameterException(spec.commandLine(), message);
  }
}
