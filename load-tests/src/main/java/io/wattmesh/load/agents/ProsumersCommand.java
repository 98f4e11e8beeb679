package io.wattmesh.load.agents;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.wattmesh.cluster.cli.ExitCodes;
import io.wattmesh.load.fleet.DeviceFleet;
import io.wattmesh.load.workload.Durations;
import java.io.PrintWriter;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code wattmesh load prosumers}: what many prosumers take, as actors or as a fleet. */
@Command(
    name = "prosumers",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Starts many live prosumers in this process, each a sharded actor with an agent that bids,"
          + " calls each once a round, and measures what one takes of heap and processor.",
      "Probes that count stand in the places of aggregators and meters."
    },
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:each answered in each round",
      "1:it failed, or an answer is lost",
      "2:the command line is wrong"
    })
public final class ProsumersCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Option(names = "--count", required = true, paramLabel = "N", description = "How many.")
  private int count;

  @Option(
      names = "--rounds",
      paramLabel = "R",
      defaultValue = "2",
      description = "How often each is called after its start (default: ${DEFAULT-VALUE}).")
  private int rounds;

  @Option(
      names = "--round",
      paramLabel = "KIND",
      defaultValue = "bid",
      description =
          "What a round is: bid, or reach: a message to each and its answer, without a signature"
              + " (default: ${DEFAULT-VALUE}).")
  private String round;

  @Option(
      names = "--every",
      paramLabel = "D",
      defaultValue = "60s",
      description = "What a round of all is to fit into (default: ${DEFAULT-VALUE}).")
  private String every;

  @Option(
      names = "--agent",
      paramLabel = "NAME",
      defaultValue = "household",
      description = "The kind of agent (default: ${DEFAULT-VALUE}, which has one device).")
  private String agent;

  @Option(
      names = "--config",
      paramLabel = "KEY=VALUE",
      description = "A value of the agent's configuration; any number.")
  private Map<String, String> config = Map.of();

  @Option(names = "--seed", paramLabel = "S", defaultValue = "20261130", description = "The seed.")
  private long seed;

  @Option(
      names = "--fleet",
      description = "A fleet's arrays in place of actors: bids are made and signed alone.")
  private boolean fleet;

  @Option(names = "--json", description = "The figures as JSON.")
  private boolean json;

  @Override
  public Integer call() throws Exception {
    PrintWriter notes = spec.commandLine().getErr();
    RunPlan plan = plan(notes);
    AgentFigures figures = fleet ? new FleetRun(plan).run() : new ActorRun(plan).run();
    PrintWriter data = spec.commandLine().getOut();
    if (json) {
      data.println(new ObjectMapper().writeValueAsString(figures.json()));
    } else {
      figures.lines().forEach(data::println);
    }
    data.flush();
    return figures.lost() == 0 ? ExitCodes.OK : ExitCodes.FAILURE;
  }

  private RunPlan plan(PrintWriter notes) {
    if (count < 1 || count > DeviceFleet.MOST_DEVICES || rounds < 0) {
      throw new ParameterException(
          spec.commandLine(),
          "--count %d and --rounds %d: give 1 to %d, and 0 or more."
              .formatted(count, rounds, DeviceFleet.MOST_DEVICES));
    }
    try {
      RoundKind kind = RoundKind.parse(round);
      if (fleet && kind != RoundKind.BID) {
        throw new IllegalArgumentException(
            "--round %s needs actors: a fleet's devices are reached by nobody.".formatted(round));
      }
      return new RunPlan(
          new Crowd(count, seed, agent, config),
          kind,
          rounds,
          Durations.parseMillis(every),
          line -> {
            notes.println(line);
            notes.flush();
          });
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), e.getMessage(), e);
    }
  }
}
