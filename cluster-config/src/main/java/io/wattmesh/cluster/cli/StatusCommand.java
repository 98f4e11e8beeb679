package io.wattmesh.cluster.cli;

import io.wattmesh.cluster.run.RunStatus;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code wattmesh status}: where the validators of a running node stand. */
@Command(
    name = "status",
    mixinStandardHelpOptions = true,
    description =
        "Shows where the validators of a running `wattmesh run` stand: rounds, heights, for whom"
            + " they wait, why the last round failed, and what they refused. Ends with 3 if no"
            + " process runs the folder.")
final class StatusCommand implements Callable<Integer> {
  private static final long EVERY_MILLIS = 1_000;

  @Spec private CommandSpec spec;

  @Parameters(index = "0", paramLabel = "DIR", description = "A run's folder.")
  private Path folder;

  @Option(names = "--watch", description = "Show it again each second, until the run ends.")
  private boolean watch;

  @Option(names = "--json", description = "The status as JSON.")
  private boolean json;

  @Override
  public Integer call() throws IOException, InterruptedException {
    Optional<RunStatus> status = RunStatus.read(folder);
    if (status.isEmpty()) {
      spec.commandLine().getErr().println("wattmesh: no process runs " + folder + ".");
      return ExitCodes.UNREACHABLE;
    }
    PrintWriter out = spec.commandLine().getOut();
    while (status.isPresent()) {
      if (json) {
        out.print(status.get().json());
      } else {
        status.get().print(out);
      }
      out.flush();
      if (!watch) {
        return ExitCodes.OK;
      }
      Thread.sleep(EVERY_MILLIS);
      status = RunStatus.read(folder);
    }
    return ExitCodes.OK;
  }
}
