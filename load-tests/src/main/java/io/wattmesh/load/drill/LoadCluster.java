package io.wattmesh.load.drill;

import io.wattmesh.cluster.settings.NodeRole;
import io.wattmesh.load.generate.RunPlace.ProcessFigures;
import io.wattmesh.load.workload.Part;
import io.wattmesh.load.workload.Workload;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;

/**
 * The processes of a load test on this machine: nodes that carry the workload's market, and
 * generators that bid in it. All of them end with this object.
 */
public final class LoadCluster implements AutoCloseable {
  /** What nodes carry: all but the participants, for whom generators bid. */
  static final Set<NodeRole> ROLES =
      Collections.unmodifiableSet(EnumSet.complementOf(EnumSet.of(NodeRole.PROSUMER)));

  private static final Duration STOPPING = Duration.ofSeconds(15);
  private static final double MILLIS = 1e3;

  private final DrillCluster cluster;
  private final LoadMarket market;
  private final String generatorHeap;
  private final List<Metered> metered = new CopyOnWriteArrayList<>();
  private final List<NodeProcess> generators = new ArrayList<>();
  private volatile Instant firstWindow = Instant.MAX;
  private volatile boolean closed;

  private LoadCluster(DrillCluster cluster, LoadMarket market, String generatorHeap) {
    this.cluster = cluster;
    this.market = market;
    this.generatorHeap = generatorHeap;
  }

  /**
   * How many processes there are, and what each may take.
   *
   * @param startSeconds how long they may take to start
   * @param nodeHeap as the option -Xmx of the Java machine has it
   * @param generatorHeap the same
   * @param settings a file of further settings of all of them
   */
  public record Size(
      int nodes,
      int generators,
      int startSeconds,
      String nodeHeap,
      String generatorHeap,
      Optional<Path> settings) {}

  /** A process with what it took by when. */
  private static final class Metered {
    private final String name;
    private final boolean isNode;
    private final NodeProcess process;
    private volatile Duration taken = Duration.ZERO;
    private volatile Duration before = Duration.ZERO;

    Metered(String name, boolean isNode, NodeProcess process) {
      this.name = name;
      this.isNode = isNode;
      this.process = process;
    }

    void read() {
      process.cpu().ifPresent(cpu -> taken = cpu);
    }
  }

  /**
   * Makes what the processes need, and starts none.
   *
   * @param folder a new one
   */
  public static LoadCluster make(Path folder, Workload workload, Size size) throws IOException {
    var market = new LoadMarket(workload, size.generators(), size.nodeHeap(), size.settings());
    DrillCluster cluster =
        DrillCluster.make(
            folder.toAbsolutePath(),
            ClusterPlan.ofRoles(Collections.nCopies(size.nodes(), ROLES)),
            market,
            course -> {});
    return new LoadCluster(cluster, market, size.generatorHeap());
  }

  /** Starts all nodes and generators. */
  public void start() throws IOException {
    for (int node = 1; node <= cluster.plan().nodes(); node++) {
      startNode(node);
    }
    for (int number = 1; number <= market.generators(); number++) {
      startGenerator(new Part(number, market.generators()));
    }
  }

  /** Starts a node, or starts it again on what it left. */
  NodeProcess startNode(int node) throws IOException {
    NodeProcess process = cluster.startNode(node);
    metered.add(new Metered("node-" + node, true, process));
    if (closed) {
      process.close();
    }
    return process;
  }

  private void startGenerator(Part part) throws IOException {
    String name = name(part.number());
    Path config = cluster.folder().resolve(name + ".conf");
    Files.writeString(
        config,
        cluster.settings(cluster.plan().maxNodes() + part.number(), NodeRole.GATEWAY.key()));
    NodeProcess process =
        NodeProcess.start(
            List.of(),
            List.of("-Xmx" + generatorHeap),
            List.of(
                "load",
                "--config",
                config.toString(),
                "--part",
                part.toString(),
                "--await-begin",
                "--out",
                results(part.number()).toString()),
            log(part.number()));
    generators.add(process);
    metered.add(new Metered(name, false, process));
    if (closed) {
      process.close();
    }
  }

  private static String name(int generator) {
    return "generator-" + generator;
  }

  /** The folder of a generator's results. */
  public Path results(int generator) {
    return cluster.folder().resolve(name(generator));
  }

  private Path log(int generator) {
    return cluster.folder().resolve(name(generator) + ".log");
  }

  /**
   * Chooses the run's first interval: the next whose window opens not before so many seconds.
   *
   * @return its number
   */
  public long chooseFirst(int secondsFromNow) {
    Instant zero =
        cluster
            .deliveryStart()
            .minusSeconds(market.leadSeconds())
            .minusSeconds(market.intervalSeconds());
    long millis = Duration.between(zero, Instant.now()).toMillis() + secondsFromNow * 1_000L;
    long first = Math.max(0, Math.ceilDiv(millis, market.intervalSeconds() * 1_000L));
    firstWindow = zero.plusSeconds(first * market.intervalSeconds());
    return first;
  }

  /** When the run's first window opens, once it is chosen. */
  Instant firstWindow() {
    return firstWindow;
  }

  /** Seconds from the opening of the first window; negative before it. */
  public double seconds() {
    return Duration.between(firstWindow, Instant.now()).toMillis() / MILLIS;
  }

  /** How many nodes say that they know the ledger and carry their roles. */
  public int nodesThatRun() {
    return (int)
        cluster.processes().stream()
            .filter(NodeProcess::isAlive)
            .filter(node -> node.ownLog().contains("caught-up"))
            .count();
  }

  /** A node that has ended, with the last that it said; only before any was made to. */
  public Optional<String> endedNode() {
    for (int node = 1; node <= cluster.plan().nodes(); node++) {
      if (!cluster.node(node).isAlive()) {
        return Optional.of("node %d has ended: %s".formatted(node, last(cluster.node(node))));
      }
    }
    return Optional.empty();
  }

  /** The first generator that has ended, with the last that it said. */
  public Optional<String> endedGenerator() {
    for (int number = 1; number <= generators.size(); number++) {
      if (!generators.get(number - 1).isAlive()) {
        return Optional.of("generator %d has ended: %s".formatted(number, lastWords(number)));
      }
    }
    return Optional.empty();
  }

  /** Whether some generator is still at work. */
  public boolean isBidding() {
    return generators.stream().anyMatch(NodeProcess::isAlive);
  }

  /** The last line that a generator has said. */
  public String lastWords(int generator) {
    return last(generators.get(generator - 1));
  }

  private static String last(NodeProcess process) {
    return process
        .ownLog()
        .lines()
        .filter(line -> !line.isBlank())
        .reduce((first, second) -> second)
        .orElse("it said nothing");
  }

  /** SIGTERM to all generators: each writes what it has seen. */
  public void interruptGenerators() {
    generators.forEach(NodeProcess::beginStop);
  }

  /** Looks what each process has used by now. */
  public void readCpu() {
    metered.forEach(Metered::read);
  }

  /** What was used until now is not of the measured time. */
  public void beginMeasuring() {
    readCpu();
    metered.forEach(one -> one.before = one.taken);
  }

  /** What each process used, as last looked at; one that was started again is there once. */
  public List<ProcessFigures> processes() {
    return metered.stream().map(one -> one.name).distinct().map(this::figures).toList();
  }

  private ProcessFigures figures(String name) {
    List<Metered> all = metered.stream().filter(one -> one.name.equals(name)).toList();
    Duration measured =
        all.stream().map(one -> one.taken.minus(one.before)).reduce(Duration.ZERO, Duration::plus);
    Duration taken = all.stream().map(one -> one.taken).reduce(Duration.ZERO, Duration::plus);
    return new ProcessFigures(
        name, all.getFirst().isNode, measured.toMillis() / MILLIS, taken.toMillis() / MILLIS);
  }

  DrillCluster cluster() {
    return cluster;
  }

  /** Tells all nodes to stop, gives them some time, and ends what is still there. */
  public void stop() throws InterruptedException {
    cluster.processes().forEach(NodeProcess::beginStop);
    long until = System.nanoTime() + STOPPING.toNanos();
    while (System.nanoTime() < until
        && cluster.processes().stream().anyMatch(NodeProcess::isAlive)) {
      TimeUnit.MILLISECONDS.sleep(100);
    }
    close();
  }

  /** SIGKILL to all that still live. */
  @Override
  public void close() {
    closed = true;
    metered.forEach(one -> one.process.close());
    cluster.close();
  }
}
