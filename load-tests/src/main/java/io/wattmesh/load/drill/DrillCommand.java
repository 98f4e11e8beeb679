package io.wattmesh.load.drill;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.wattmesh.cluster.cli.ExitCodes;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
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
    description =
        "Starts a cluster of three processes on this machine with a small market of 6 s intervals,"
            + " does something to it in mid-interval, and judges what became of each acknowledged"
            + " bid. Ends with 1 if anything is lost, doubled or in conflict.")
public final class DrillCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Parameters(paramLabel = "NAME", description = "A drill, or `list`.")
  private String name;

  @Option(
      names = "--out",
      paramLabel = "DIR",
      description = "A new folder for logs, stores and ledgers (default: a temporary one).")
  private Path out;

  @Option(names = "--json", description = "One JSON document.")
  private boolean json;

  @Override
  public Integer call() throws Exception {
    PrintWriter data = spec.commandLine().getOut();
    if (name.equals("list")) {
      for (Drill drill : Drill.values()) {
        data.printf("%-12s %s%n", drill.key(), drill.description());
      }
      data.flush();
      return ExitCodes.OK;
    }
    Optional<Drill> drill = Drill.of(name);
    if (drill.isEmpty()) {
      throw new ParameterException(
          spec.commandLine(),
          "Drill %s: say list or one of %s."
              .formatted(
                  name,
                  Arrays.stream(Drill.values()).map(Drill::key).collect(Collectors.joining(", "))));
    }
    Path folder = out == null ? Files.createTempDirectory("wattmesh-drill-") : out;
    DrillReport report = DrillReport.of(drill.get(), folder);
    if (json) {
      data.println(new ObjectMapper().writeValueAsString(report.toJson()));
    } else {
      report.toJson().forEach((key, value) -> data.printf("%-18s %s%n", key, value));
      data.printf("%-18s %s%n", "folder", folder);
    }
    data.flush();
    return report.evidence().isGood() ? ExitCodes.OK : ExitCodes.FAILURE;
  }
}
