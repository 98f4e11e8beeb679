package io.wattmesh.load;

import io.wattmesh.cluster.market.UserErrorException;
import io.wattmesh.cluster.settings.NodeSettings;
import io.wattmesh.cluster.settings.Settings;
import io.wattmesh.load.drill.LoadCluster;
import io.wattmesh.load.drill.LoadFault;
import io.wattmesh.load.workload.Arrivals;
import io.wattmesh.load.workload.Durations;
import io.wattmesh.load.workload.Part;
import io.wattmesh.load.workload.Workload;
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

  /** For processes to start and find each other, and for each to make the devices' keys. */
  private static final int START_SECONDS = 30;

  private static final int START_SECONDS_A_PROCESS = 5;
  private static final int DEVICES_A_SECOND = 10_000;

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
      description =
          "With --nodes: from starting the processes to the first window (default: by their number"
              + " and the devices').")
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
    if (config == null && part != null) {
      throw wrong(command, "--part is a generator's of a cluster: it needs --config.");
    }
    if (nodes == null
        && (generators != null
            || !faults.isEmpty()
            || startSeconds != null
            || nodeHeap != null
            || generatorHeap != null)) {
      throw wrong(
          command,
          "--generators, --drill, --start-within, --node-heap and --generator-heap need --nodes.");
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
    int all = nodes + generatorsOf(workload);
    return new LoadCluster.Size(
        nodes,
        generatorsOf(workload),
        startSeconds != null
            ? startSeconds
            : START_SECONDS
                + all * (START_SECONDS_A_PROCESS + workload.devices() / DEVICES_A_SECOND),
        nodeHeap == null ? "1g" : nodeHeap,
        generatorHeap == null ? "1g" : generatorHeap);
  }

  private int generatorsOf(Workload workload) {
    int asked = generators == null ? 1 : generators;
    if (asked > 1 && workload.arrivals() instanceof Arrivals.Closed) {
      throw new UserErrorException(
          "A closed model counts what is in flight, which several generators don't know of each"
              + " other: give --generators 1, or the workload an open model.");
    }
    return asked;
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
    return Optional.of(
        new Generator(settings, node, workload, part == null ? Part.WHOLE : part));
  }
}
