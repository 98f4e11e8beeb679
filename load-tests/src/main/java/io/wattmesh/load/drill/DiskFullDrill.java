package io.wattmesh.load.drill;

import io.wattmesh.cluster.market.ScenarioMarket;
import io.wattmesh.cluster.member.MarketMaker;
import io.wattmesh.cluster.settings.NodeSettings;
import io.wattmesh.cluster.settings.Settings;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * A validator's disk is filled, then every validator's and every aggregator's. A validator that
 * cannot write says so and stops until its node is started again.
 */
final class DiskFullDrill implements Drill {
  private static final int NODES = 3;

  /** Of four validators, with so many stopped nothing is committed. */
  private static final int WITHOUT_QUORUM = 2;

  private static final String VALIDATOR = "validator-00";
  private static final String STATE = "state";

  /** All nodes are stopped and started in the course of it. */
  private static final int BOOK_WINDOW_SECONDS = 120;

  private SmallDisk shared;
  private SmallDisk own;

  @Override
  public String key() {
    return "disk-full";
  }

  @Override
  public String description() {
    return "a validator's disk is full, then everybody's; there is room again, and nodes are"
        + " restarted. Needs root";
  }

  @Override
  public ClusterPlan plan() {
    return ClusterPlan.of(NODES).withBookWindowSeconds(BOOK_WINDOW_SECONDS);
  }

  @Override
  public void prepare(DrillCluster cluster) throws Exception {
    ScenarioMarket market =
        MarketMaker.make(
            NodeSettings.of(Settings.load(Optional.of(cluster.config(1)), Map.of(), Map.of()))
                .market());
    shared = SmallDisk.mount(cluster.folder().resolve(STATE));
    cluster.closeInTheEnd(shared);
    own =
        SmallDisk.mount(
            Path.of(
                shared.folder().toString(),
                market.genesis().chainId().shortHex(),
                "validators",
                VALIDATOR));
    cluster.closeInTheEnd(own);
  }

  @Override
  public List<Course> run(DrillCluster cluster) throws Exception {
    cluster.watch().awaitCleared(0);
    return List.of(fillOne(cluster), fillAll(cluster));
  }

  /** Three of four validators go on. */
  private Course fillOne(DrillCluster cluster) throws Exception {
    ClusterWatch watch = cluster.watch();
    CourseTimer course = CourseTimer.begin(cluster, "one-validator");
    int bids = watch.mostBids();
    long interval = watch.awaitBids(cluster.openInterval() + 1);
    course.fault();
    own.fill();
    int node = watch.awaitHalted(Set.of(VALIDATOR));
    course.detected();
    watch.awaitCleared(interval);
    course.recovered();
    watch.awaitCleared(interval, bids);
    course.whole();
    own.clear();
    restart(cluster, List.of(node));
    watch.awaitHeight(node == 1 ? 2 : 1, VALIDATOR);
    course.note("validatorBackSeconds", Math.round(course.seconds() * 10) / 10.0);
    return course.end();
  }

  /** Nothing is voted or promised until there is room. */
  private Course fillAll(DrillCluster cluster) throws Exception {
    ClusterWatch watch = cluster.watch();
    CourseTimer course = CourseTimer.begin(cluster, "everybody");
    int bids = watch.mostBids();
    long interval = watch.awaitBids(cluster.openInterval() + 1);
    course.fault();
    shared.fill();
    own.fill();
    watch.awaitHalted(WITHOUT_QUORUM);
    course.detected();
    shared.clear();
    own.clear();
    restart(cluster, IntStream.rangeClosed(1, NODES).boxed().toList());
    watch.awaitCleared(interval);
    course.recovered();
    watch.awaitCleared(interval, bids);
    course.whole();
    return course.end();
  }

  private static void restart(DrillCluster cluster, List<Integer> nodes) throws Exception {
    nodes.forEach(node -> cluster.node(node).beginStop());
    for (int node : nodes) {
      cluster.node(node).awaitStoppedWell();
    }
    for (int node : nodes) {
      cluster.startNode(node);
    }
  }
}
