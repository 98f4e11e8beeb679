package io.wattmesh.load;

import io.wattmesh.cluster.market.UserErrorException;
import io.wattmesh.cluster.settings.NodeSettings;
import io.wattmesh.cluster.settings.Settings;
import io.wattmesh.load.drill.LoadCluster;
import io.wattmesh.load.drill.LoadFault;
import io.wattmesh.load.generate.FirstInterval;
import io.wattmesh.load.workload.Arrivals;
import io.wattmesh.load.workload.Durations;
import io.wattmesh.load.workload.Part;
import io.wattmesh.load.workload.Workload;
import io.wattmesh.load.workload.WorkloadFile;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/** The options of {@code wattmesh load} for a market that other processes carry. */
final class ClusterLoadOptions {
  private static final int MOST_PROCESSES = 100;

  private static final int START_SECONDS = 600;

  @Option(
      names = "--config",
      paramLabel = "FILE",
      description =
          "This process is a generator: a member, without roles, of the cluster that the settings"
              + " name.")
  private Path config;

  @Option(
      names = "--part",
      paramLabel = "K/N",
      converter = PartConverter.class,
      description = "With --config: this is generator K of N, with every N-th device.")
  private Part part;

  @Option(
      names = "--first-interval",
      paramLabel = "I",
      description =
          "With --config: which interval of the market is the first to bid for (default: 0).")
  private Long firstInterval;

  @Option(
      names = "--await-begin",
      hidden = true,
      description = "With --config: who started this process says with which interval to begin.")
  private boolean awaitBegin;

  @Option(
      names = "--nodes",
      paramLabel = "N",
      description = "Starts a cluster of N processes on addresses from 127.0.0.1 on.")
  private Integer nodes;

  @Option(
      names = "--generators",
      paramLabel = "N",
      description = "With --nodes: in how many processes the fleet is (default: 1).")
  private Integer generators;

  @Option(
      names = "--drill",
      paramLabel = "NAME@T",
      converter = FaultConverter.class,
      description =
          "With --nodes: what is done to nodes, T after the first window opens; any number of "
              + LoadFault.FORMS
              + ".")
  private List<LoadFault> faults = List.of();

  @Option(
      names = "--start-within",
      paramLabel = "D",
      converter = SecondsConverter.class,
      description = "With --nodes: how long the processes may take to start (default: 10m).")
  private Integer startSeconds;

  @Option(
      names = "--node-heap",
      paramLabel = "SIZE",
      description = "With --nodes: the most heap of each node, such as 1g (default: 1g).")
  private String nodeHeap;

  @Option(
      names = "--generator-heap",
      paramLabel = "SIZE",
      description = "With --nodes: the most heap of each generator (default: 1g).")
  private String generatorHeap;

  @Option(
      names = "--settings",
      paramLabel = "FILE",
      description = "With --nodes: further settings of all processes, in HOCON.")
  private Path settings;

  static final class PartConverter implements picocli.CommandLine.ITypeConverter<Part> {
    @Override
    public Part convert(String text) {
      try {
        return Part.parse(text);
      } catch (IllegalArgumentException e) {
        throw new picocli.CommandLine.TypeConversionException(e.getMessage());
      }
    }
  }

  static final class FaultConverter implements picocli.CommandLine.ITypeConverter<LoadFault> {
    @Override
    public LoadFault convert(String text) {
      try {
        return LoadFault.parse(text);
      } catch (IllegalArgumentException e) {
        throw new picocli.CommandLine.TypeConversionException(e.getMessage());
      }
    }
  }

  static final class SecondsConverter implements picocli.CommandLine.ITypeConverter<Integer> {
    @Override
    public Integer convert(String text) {
      try {
        return Math.toIntExact(Durations.parseMillis(text) / 1_000);
      } catch (IllegalArgumentException | ArithmeticException e) {
        throw new picocli.CommandLine.TypeConversionException(e.getMessage());
      }
    }
  }

  /**
   * A generator of a cluster's market.
   *
   * @param workload a shipped workload's name, or a file
   */
  record Generator(Settings settings, NodeSettings node, String workload, Part part) {}

  /**
   * @param changesWorkload whether other options change what the workload says
   * @throws ParameterException if options stand together that contradict each other
   */
  void requireTogether(CommandSpec command, boolean changesWorkload) {
    if (config != null && nodes != null) {
      throw wrong(
          command, "--config is for a cluster that runs, --nodes starts one: give one of both.");
    }
    if (config == null && (part != null || firstInterval != null || awaitBegin)) {
      throw wrong(
          command, "--part and --first-interval are a generator's of a cluster: give --config.");
    }
    if (nodes == null
        && (generators != null
            || !faults.isEmpty()
            || startSeconds != null
            || settings != null
            || nodeHeap != null
            || generatorHeap != null)) {
      throw wrong(
          command,
          "--generators, --drill, --settings, --start-within, --node-heap and --generator-heap need"
              + " --nodes.");
    }
    if (config != null && changesWorkload) {
      throw wrong(
          command,
          "--devices, --intervals, --grid, --stage and --seed change the workload, which the"
              + " cluster's nodes have in their settings: write them into its file.");
    }
    requireNumber(command, "--nodes", nodes);
    requireNumber(command, "--generators", generators);
    if (!faults.isEmpty() && nodes < 3) {
      throw wrong(
          command,
          "--drill needs --nodes 3 or more: of two, the second goes down when the first is lost.");
    }
  }

  private static void requireNumber(CommandSpec command, String option, Integer number) {
    if (number != null && (number < 1 || number > MOST_PROCESSES)) {
      throw wrong(command, "%s %d: it is 1 to %d.".formatted(option, number, MOST_PROCESSES));
    }
  }

  private static ParameterException wrong(CommandSpec command, String message) {
    return new ParameterException(command.commandLine(), message);
  }

  boolean hasNodes() {
    return nodes != null;
  }

  List<LoadFault> faults() {
    return faults;
  }

  LoadCluster.Size size(Workload workload) {
    return new LoadCluster.Size(
        nodes,
        generatorsOf(workload),
        startSeconds == null ? START_SECONDS : startSeconds,
        nodeHeap == null ? "1g" : nodeHeap,
        generatorHeap == null ? "1g" : generatorHeap,
        Optional.ofNullable(settings));
  }

  private int generatorsOf(Workload workload) {
    int asked = generators == null ? 1 : generators;
    if (asked > 1 && workload.arrivals() instanceof Arrivals.Closed) {
      throw closed();
    }
    return asked;
  }

  private static UserErrorException closed() {
    return new UserErrorException(
        "A closed model counts what is in flight, which several generators don't know of each"
            + " other: take one generator, or give the workload an open model.");
  }

  /** With which interval a generator begins, whose results go to a folder. */
  FirstInterval first(Path folder) {
    return awaitBegin ? new BeginFile(folder) : () -> firstInterval == null ? 0 : firstInterval;
  }

  /**
   * What this process generates load for, if it is a generator.
   *
   * @param named the command line's workload; null if it names none
   */
  Optional<Generator> generator(String named) {
    if (config == null) {
      return Optional.empty();
    }
    Settings settings =
        Settings.load(
            Optional.of(config),
            System.getenv(),
            named == null ? Map.of() : Map.of("market.workload", named));
    NodeSettings node = NodeSettings.of(settings);
    String workload =
        node.market()
            .workload()
            .orElseThrow(
                () ->
                    new UserErrorException(
                        "%s: name the cluster's workload, by wattmesh.market.workload or on the"
                                .formatted(config)
                            + " command line."));
    Part asked = part == null ? Part.WHOLE : part;
    if (asked.of() > 1 && WorkloadFile.load(workload).arrivals() instanceof Arrivals.Closed) {
      throw closed();
    }
    return Optional.of(new Generator(settings, node, workload, asked));
  }
}
