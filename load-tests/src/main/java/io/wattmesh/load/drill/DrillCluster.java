package io.wattmesh.load.drill;

import io.wattmesh.cluster.settings.NodeRole;
import io.wattmesh.cluster.settings.StoreKind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * A cluster of processes that carries a market of short intervals, in a folder of its own. Times
 * are those of the wall clock of this process.
 */
final class DrillCluster implements AutoCloseable {
  /** The system property by which a node reads from a file how far its clock is moved. */
  private static final String SHIFT = "wattmesh.drill.clock-shift";

  private final Path folder;
  private final ClusterPlan plan;
  private final CarriedMarket market;
  private final Ground ground;
  private final DrillStore store;
  private final int port;
  private final int managementPort;
  private final Instant start;
  private final Map<Integer, NodeProcess> nodes = new ConcurrentSkipListMap<>();
  private final Deque<SmallDisk> disks = new ArrayDeque<>();
  private final Consumer<Course> progress;

  private DrillCluster(
      Path folder,
      ClusterPlan plan,
      CarriedMarket market,
      Ground ground,
      DrillStore store,
      Consumer<Course> progress)
      throws IOException {
    this.progress = progress;
    this.folder = folder;
    this.plan = plan;
    this.market = market;
    this.ground = ground;
    this.store = store;
    this.port = ground.freePort();
    this.managementPort = ground.freePort();
    this.start =
        Instant.now()
            .truncatedTo(ChronoUnit.SECONDS)
            .plusSeconds(market.firstGateSeconds() + market.leadSeconds());
  }

  /**
   * Makes what the plan's nodes need, and starts none.
   *
   * @param folder a new one, by its whole path
   * @param progress hears of each fault when it is over
   */
  static DrillCluster make(Path folder, ClusterPlan plan, Consumer<Course> progress)
      throws IOException {
    return make(folder, plan, new DrillMarket(plan.bookWindowSeconds()), progress);
  }

  /**
   * The same with another market.
   *
   * @param folder a new one, by its whole path
   * @param progress hears of each fault when it is over
   */
  static DrillCluster make(
      Path folder, ClusterPlan plan, CarriedMarket market, Consumer<Course> progress)
      throws IOException {
    Files.createDirectories(folder);
    market.write(folder);
    int addresses = plan.maxNodes() + market.guests();
    Ground ground = plan.parted() ? Namespaces.make(addresses) : new Loopback(addresses);
    var cluster =
        new DrillCluster(folder, plan, market, ground, DrillStore.start(plan, folder), progress);
    for (int node = 1; node <= plan.nodes(); node++) {
      Files.writeString(cluster.config(node), cluster.settings(node));
    }
    return cluster;
  }

  /** Starts the plan's nodes; where there is a database, the first alone makes its tables. */
  void start() throws Exception {
    NodeProcess first = startNode(1);
    if (plan.store() == StoreKind.CASSANDRA) {
      watch().await("node 1 to start", () -> first.log().contains("node-started") ? true : null);
    }
    for (int node = 2; node <= plan.nodes(); node++) {
      startNode(node);
    }
  }

  /** A fault is over, and the market goes on. */
  void over(Course course) {
    progress.accept(course);
  }

  /** Starts a node, or starts it again on what it left. */
  NodeProcess startNode(int node) throws IOException {
    Files.writeString(config(node), settings(node));
    var options = new ArrayList<String>(market.javaOptions());
    if (plan.shiftable()) {
      options.add("-D%s=%s".formatted(SHIFT, shift(node)));
    }
    NodeProcess process =
        NodeProcess.start(
            ground.enter(node),
            options,
            config(node),
            folder.resolve("node-%d.log".formatted(node)));
    nodes.put(node, process);
    return process;
  }

  private String settings(int node) {
    return settings(
        node,
        plan.roles(node).stream().map(NodeRole::key).sorted().collect(Collectors.joining(", ")));
  }

  /** What a member with these roles, joined by commas, is told. */
  String settings(int node, String roles) {
    String seeds =
        IntStream.rangeClosed(1, plan.nodes())
            .mapToObj(seed -> "\"%s:%d\"".formatted(host(seed), port))
            .collect(Collectors.joining(", "));
    return market.preamble()
        + """
        wattmesh {
          node { host = "%s", port = %d, seeds = [%s], roles = [%s], data-folder = "%s" }
          market { start = "%s"
            %s
          }
          %s
          management { host = "%s", port = %d }
        }
        """
            .formatted(
                host(node),
                port,
                seeds,
                roles,
                dataFolder(node),
                start,
                market.setting(folder),
                store.setting(),
                host(node),
                managementPort);
  }

  /** Moves a node's clock, from the next time on that it is asked. */
  void shiftClock(int node, Duration by) throws IOException {
    Path made = Files.writeString(folder.resolve("shift.new"), by.toMillis() + "\n");
    Files.move(made, shift(node), StandardCopyOption.ATOMIC_MOVE);
  }

  private Path shift(int node) {
    return folder.resolve("shift-%d".formatted(node));
  }

  /** When delivery of interval 0 begins. */
  Instant deliveryStart() {
    return start;
  }

  String host(int node) {
    return ground.host(node);
  }

  int managementPort() {
    return managementPort;
  }

  ClusterPlan plan() {
    return plan;
  }

  /**
   * @throws ClassCastException if the plan has no networks that can be cut
   */
  Namespaces network() {
    return (Namespaces) ground;
  }

  DrillStore store() {
    return store;
  }

  ClusterWatch watch() {
    return new ClusterWatch(this);
  }

  Path config(int node) {
    return folder.resolve("node-%d.conf".formatted(node));
  }

  Path dataFolder(int node) {
    return folder.resolve("data-" + node);
  }

  NodeProcess node(int node) {
    return nodes.get(node);
  }

  Collection<NodeProcess> processes() {
    return nodes.values();
  }

  Path folder() {
    return folder;
  }

  /** What participants on all nodes were promised. */
  List<Acknowledgement> acknowledged() throws IOException {
    var all = new ArrayList<Acknowledgement>();
    for (int node = 1; node <= plan.maxNodes(); node++) {
      all.addAll(acknowledged(node));
    }
    return all;
  }

  List<Acknowledgement> acknowledged(int node) throws IOException {
    Path file = dataFolder(node).resolve("acknowledged.jsonl");
    var promises = new ArrayList<Acknowledgement>();
    if (Files.exists(file)) {
      String text = Files.readString(file);
      // What is after the last line's end is being written.
      for (String line : text.substring(0, text.lastIndexOf('\n') + 1).lines().toList()) {
        promises.add(Acknowledgement.of(line));
      }
    }
    return promises;
  }

  /** The interval whose gate is open now. */
  long openInterval() {
    return intervalInDelivery(Instant.now().plusSeconds(market.leadSeconds())) + 1;
  }

  /** The interval that is being delivered now; negative before the first. */
  long intervalInDelivery() {
    return intervalInDelivery(Instant.now());
  }

  private long intervalInDelivery(Instant at) {
    return Math.floorDiv(Duration.between(start, at).toMillis(), market.intervalSeconds() * 1_000L);
  }

  Instant gateClosure(long interval) {
    return start.plusSeconds(interval * market.intervalSeconds() - market.leadSeconds());
  }

  Instant deliveryEnd(long interval) {
    return start.plusSeconds((interval + 1) * market.intervalSeconds());
  }

  /** SIGTERM to all that live, one after the other; each must end. */
  void stop() throws InterruptedException {
    for (NodeProcess node : nodes.values()) {
      if (node.isAlive()) {
        node.stop();
      }
    }
  }

  /** What is to be taken away once all nodes have ended. */
  void closeInTheEnd(SmallDisk disk) {
    disks.addFirst(disk);
  }

  @Override
  public void close() {
    nodes.values().forEach(NodeProcess::close);
    disks.forEach(SmallDisk::close);
    store.close();
    ground.close();
  }
}
