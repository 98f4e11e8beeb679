package io.wattmesh.load.drill;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.wattmesh.cluster.cli.ExitCodes;
import io.wattmesh.cluster.settings.NodeRole;
import io.wattmesh.cluster.settings.StoreKind;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code wattmesh drill}: what a cluster of real processes comes through. */
@Command(
    name = "drill",
    mixinStandardHelpOptions = true,
    description = {
      "Starts a cluster of processes on this machine with a small market of 6 s intervals, does"
          + " something to it in mid-interval, and judges what became of each acknowledged bid.",
      "A report a fault. accepted: acknowledged bids whose books are due; cleared, rejected, voided"
          + " (of an interval that nobody cleared in time), lost, duplicated: what became of them;"
          + " delayed: cleared only after the next gate had closed. detectSeconds: until others"
          + " missed the node, or a new one had a share; recoverySeconds: until an interval was"
          + " cleared with bids that was open at the fault; wholeSeconds: until one was with"
          + " everybody's. bidsPerSecond: acknowledged until the recovery. nextInTime: the first"
          + " interval whose gate opened after the recovery was cleared."
    },
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:nothing is lost, doubled or in conflict, and the next interval was cleared",
      "1:something is, or the drill failed; one line on stderr says why",
      "2:the command line is wrong",
      "77:this machine lacks what the drill needs, as root; nothing was tried"
    })
public final class DrillCommand implements Callable<Integer> {
  /** What the drill needs is not there; by custom, a test's exit code for that. */
  static final int CANNOT_RUN = 77;

  @Spec private CommandSpec spec;

  @Parameters(paramLabel = "NAME", description = "A drill, or `list`.")
  private String name;

  @Option(
      names = "--out",
      paramLabel = "DIR",
      description = "A new folder for logs, stores and ledgers (default: a temporary one).")
  private Path out;

  @Option(names = "--json", description = "One JSON document a fault, each in a line.")
  private boolean json;

  @Option(
      names = "--store",
      paramLabel = "KIND",
      defaultValue = "rocksdb",
      description = "For kill: rocksdb or cassandra (default: ${DEFAULT-VALUE}).")
  private StoreKind store;

  @Option(
      names = "--role",
      paramLabel = "ROLE,...",
      split = ",",
      description = "For role-kill: whose nodes (default: all roles').")
  private List<NodeRole> roles = List.of(NodeRole.values());

  @Option(
      names = "--phase",
      paramLabel = "PHASE,...",
      split = ",",
      description = "For role-kill: bidding, books, clearing, reading (default: all).")
  private List<Phase> phases = List.of(Phase.values());

  @Override
  public Integer call() throws Exception {
    PrintWriter data = spec.commandLine().getOut();
    List<Drill> all = Drills.all(store, new RoleKillDrill(roles, phases));
    if (name.equals("list")) {
      all.forEach(drill -> data.printf("%-18s %s%n", drill.key(), drill.description()));
      data.flush();
      return ExitCodes.OK;
    }
    Drill drill =
        Drills.of(name, all)
            .orElseThrow(
                () ->
                    new ParameterException(
                        spec.commandLine(),
                        "Drill %s: say list or one of %s."
                            .formatted(
                                name,
                                all.stream().map(Drill::key).collect(Collectors.joining(", ")))));
    requireOptionsOf(drill);
    try {
      return run(drill);
    } catch (CannotRunException e) {
      spec.commandLine().getErr().println("wattmesh: " + e.getMessage());
      spec.commandLine().getErr().flush();
      return CANNOT_RUN;
    }
  }

  /** An option that a drill would pass over is a mistake. */
  private void requireOptionsOf(Drill drill) {
    Map.of("--store", "kill", "--role", "role-kill", "--phase", "role-kill")
        .forEach(
            (option, only) -> {
              if (spec.commandLine().getParseResult().hasMatchedOption(option)
                  && !only.equals(drill.key())) {
                throw new ParameterException(
                    spec.commandLine(),
                    "%s is for %s, not for %s.".formatted(option, only, drill.key()));
              }
            });
  }

  private int run(Drill drill) throws Exception {
    PrintWriter data = spec.commandLine().getOut();
    Path folder = out == null ? Files.createTempDirectory("wattmesh-drill-") : out;
    PrintWriter err = spec.commandLine().getErr();
    List<DrillReport> reports =
        DrillReport.of(
            drill,
            folder,
            course -> {
              err.println(drill.key() + " " + course.line());
              err.flush();
            });
    for (DrillReport report : reports) {
      print(report, data);
    }
    if (!json) {
      data.printf("%-20s %s%n", "folder", folder);
    }
    data.flush();
    return reports.stream().allMatch(DrillReport::isGood) ? ExitCodes.OK : ExitCodes.FAILURE;
  }

  private void print(DrillReport report, PrintWriter data) throws JsonProcessingException {
    if (json) {
      data.println(new ObjectMapper().writeValueAsString(report.toJson()));
    } else {
      report.toJson().forEach((key, value) -> data.printf("%-20s %s%n", key, value));
      data.println();
    }
  }
}
