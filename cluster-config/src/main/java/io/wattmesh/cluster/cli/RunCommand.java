package io.wattmesh.cluster.cli;

import io.wattmesh.agents.scenario.Scenario;
import io.wattmesh.agents.scenario.Scenarios;
import io.wattmesh.cluster.market.ScenarioMarket;
import io.wattmesh.cluster.run.HandedIn;
import io.wattmesh.cluster.run.RunFolder;
import io.wattmesh.cluster.run.RunTable;
import io.wattmesh.cluster.run.ScenarioRun;
import io.wattmesh.cluster.run.ScenarioSettings;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code wattmesh run}: a whole scenario in simulated time, in one process. */
@Command(
    name = "run",
    mixinStandardHelpOptions = true,
    description =
        "Runs a scenario: every interval is bid for, cleared by messages between regions, committed"
            + " by the validators and settled; the results go to a folder. Killed and begun again"
            + " on the same folder, it goes on where the ledger stands.")
final class RunCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Parameters(
      arity = "0..1",
      paramLabel = "SCENARIO",
      defaultValue = "default",
      description = "A scenario file, or a shipped scenario's name (default: ${DEFAULT-VALUE}).")
  private String scenario;

  @Option(
      names = "--intervals",
      paramLabel = "N",
      description = {
        "Run only the first N intervals. A run that ended goes on with more of its scenario's, but"
            + " for the next one, whose gate closed as it ended."
      })
  private Integer intervals;

  @Option(names = "--devices", paramLabel = "N", description = "The number of prosumers.")
  private Integer devices;

  @Option(names = "--seed", paramLabel = "S", description = "The root of all randomness.")
  private Long seed;

  @Option(
      names = "--out",
      paramLabel = "DIR",
      description = "The results' folder (default: wattmesh-run-TIME in this folder).")
  private Path out;

  @Option(
      names = "--submit",
      paramLabel = "FILE",
      arity = "1..*",
      description = {
        "Signed transactions' files, as of `wattmesh governance`, handed in one after the other before"
            + " the first interval that is still to be run; one that is refused ends the run."
      })
  private List<Path> submitted = List.of();

  @Mixin private HistoryOptions history;

  @Option(names = "--json", description = "One JSON document on stdout in place of the table.")
  private boolean json;

  @Override
  public Integer call() throws IOException {
    Scenario effective =
        ScenarioSettings.override(
            Scenarios.load(scenario),
            intervals == null ? OptionalInt.empty() : OptionalInt.of(intervals),
            devices == null ? OptionalInt.empty() : OptionalInt.of(devices),
            seed == null ? OptionalLong.empty() : OptionalLong.of(seed));
    Path base = Path.of(scenario).toAbsolutePath().getParent();
    var progress = new Progress();
    progress.show("making the market ...");
    ScenarioMarket market = ScenarioMarket.of(effective, base);
    PrintWriter data = spec.commandLine().getOut();
    PrintWriter notes = spec.commandLine().getErr();
    List<HandedIn> handedIn = HandedIn.read(submitted, market.genesis());
    var table = new RunTable(json ? new PrintWriter(PrintWriter.nullWriter()) : data, market);
    ScenarioRun.Summary summary;
    try (RunFolder folder = RunFolder.open(out == null ? freshFolder() : out, market)) {
      progress.clear();
      summary =
          new ScenarioRun(
                  market,
                  intervals == null ? effective.intervals() : intervals,
                  handedIn,
                  folder,
                  history.window(),
                  table,
                  notes,
                  progress::show)
              .run();
    }
    if (json) {
      data.println(summary.toJson());
    } else {
      table.end(summary);
    }
    data.flush();
    return ExitCodes.OK;
  }

  private static Path freshFolder() {
    return Path.of(
        "wattmesh-run-"
            + LocalDateTime.now(ZoneId.systemDefault())
                .format(DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss")));
  }
}
