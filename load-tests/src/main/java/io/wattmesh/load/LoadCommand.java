package io.wattmesh.load;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.wattmesh.load.agents.ProsumersCommand;
import io.wattmesh.load.generate.LoadRun;
import io.wattmesh.load.objective.Objective;
import io.wattmesh.load.plan.PlanCommand;
import io.wattmesh.load.workload.Stage;
import io.wattmesh.load.workload.Workload;
import io.wattmesh.load.workload.WorkloadFile;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Function;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code wattmesh load}: a fleet of simulated devices against a market. */
@Command(
    name = "load",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    subcommands = {
      LoadCompareCommand.class,
      LoadMergeCommand.class,
      ProsumersCommand.class,
      PlanCommand.class
    },
    description = {
      "Makes a market and a fleet of devices in this process, lets each device sign and send its"
          + " bids at moments of its own whatever the market answers, and measures what becomes of"
          + " them: for a quick look, since market and fleet share the processors.",
      "With --nodes, the market is carried by that many processes on this machine, and the fleet is"
          + " in processes of its own; with --config, this process is one such generator for a"
          + " cluster whose nodes have the workload as their market.workload.",
      "Writes results.json, latencies.hlog and report.html to the folder of --out."
    },
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:every objective holds",
      "1:it failed, or the figures are invalid: one line on stderr says why",
      "2:the command line is wrong",
      "99:an objective does not hold",
      "105:interrupted; what was seen until then is written"
    })
public final class LoadCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Parameters(
      arity = "0..1",
      paramLabel = "WORKLOAD",
      description =
          "A workload file, or a shipped one's name: quick, gate-burst, day, soak, million (default:"
              + " quick; with --config, the file's market.workload).")
  private String workload;

  @Option(names = "--devices", paramLabel = "N", description = "How many devices.")
  private Integer devices;

  @Option(names = "--intervals", paramLabel = "N", description = "How many measured intervals.")
  private Integer intervals;

  @Option(names = "--grid", paramLabel = "CASE", description = "A shipped case, or a grid file.")
  private String grid;

  @Option(
      names = "--stage",
      paramLabel = "D:RATE",
      description = "Arrivals at a rate, such as 30s:1000/s; several follow each other.")
  private List<String> stages = List.of();

  @Option(names = "--seed", paramLabel = "S", description = "The root of all randomness.")
  private Long seed;

  @Option(
      names = "--slo",
      paramLabel = "EXPR",
      description = "An objective, such as 'finality.p99<5s' or 'errors<0.1%%'; any number.")
  private List<String> objectives = List.of();

  @Option(
      names = "--out",
      paramLabel = "DIR",
      description = "The results' folder (default: wattmesh-load-TIME in this folder).")
  private Path out;

  @Option(names = "--json", description = "results.json on stdout in place of the summary.")
  private boolean json;

  @ArgGroup(exclusive = false, heading = "Against a cluster:%n")
  private final ClusterLoadOptions cluster = new ClusterLoadOptions();

  @Override
  public Integer call() throws Exception {
    cluster.requireTogether(spec, changesWorkload());
    PrintWriter notes = spec.commandLine().getErr();
    var lines = new LoadLines(notes);
    Optional<ClusterLoadOptions.Generator> generator = cluster.generator(workload);
    Workload asked = asked(generator.map(ClusterLoadOptions.Generator::workload));
    notes.printf("seed %d, workload %s%n", asked.seed(), asked.name());
    ResultsFolder.Result result;
    if (generator.isPresent()) {
      result =
          new LoadSession(
                  out,
                  lines,
                  (folder, everySecond, progress) ->
                      LoadRun.againstCluster(
                          asked,
                          generator.get().part(),
                          generator.get().settings(),
                          generator.get().node(),
                          cluster.first(folder),
                          folder,
                          everySecond,
                          progress))
              .run();
    } else if (cluster.hasNodes()) {
      result =
          new ClusterLoadSession(asked, cluster.size(asked), cluster.faults(), out, lines).run();
    } else {
      result =
          new LoadSession(
                  out,
                  lines,
                  (folder, everySecond, progress) ->
                      LoadRun.inOneProcess(asked, folder, everySecond, progress))
              .run();
    }
    return tell(result);
  }

  private boolean changesWorkload() {
    return devices != null
        || intervals != null
        || grid != null
        || seed != null
        || !stages.isEmpty();
  }

  private Workload asked(Optional<String> ofCluster) {
    String named = workload == null ? "quick" : workload;
    return WorkloadFile.load(ofCluster.orElse(named))
        .with(
            positive("--devices", devices),
            positive("--intervals", intervals),
            Optional.ofNullable(grid),
            parsed("--stage", stages, Stage::parse),
            Optional.ofNullable(seed),
            parsed("--slo", objectives, text -> Objective.parse(text).text()));
  }

  private int tell(ResultsFolder.Result result) throws JsonProcessingException {
    PrintWriter data = spec.commandLine().getOut();
    if (json) {
      data.println(new ObjectMapper().writeValueAsString(result.json()));
    } else {
      result.summary().forEach(data::println);
    }
    data.flush();
    return result.exitCode();
  }

  private Optional<Integer> positive(String option, Integer value) {
    if (value != null && value < 1) {
      throw new ParameterException(
          spec.commandLine(), "%s %d: it must be 1 or more.".formatted(option, value));
    }
    return Optional.ofNullable(value);
  }

  private <T> List<T> parsed(String option, List<String> texts, Function<String, T> parser) {
    return texts.stream()
        .map(
            text -> {
              try {
                return parser.apply(text);
              } catch (IllegalArgumentException e) {
                throw new ParameterException(
                    spec.commandLine(), "%s: %s".formatted(option, e.getMessage()), e);
              }
            })
        .toList();
  }
}
