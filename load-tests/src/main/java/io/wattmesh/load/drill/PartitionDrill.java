package io.wattmesh.load.drill;

import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * The nodes' network falls apart, and is whole again once the market goes on without those that
 * were cut off; these have ended by then, and are started again.
 */
enum PartitionDrill implements Drill {
  HALVES(4, "four nodes are cut in halves: the half with the lowest address goes on") {
    @Override
    Set<Integer> cutOff(ClusterWatch watch) {
      // Of two halves, the one with the lowest address is the majority.
      return Set.of(3, 4);
    }
  },
  MINORITY(3, "the node with most validators is cut off from the two others") {
    @Override
    Set<Integer> cutOff(ClusterWatch watch) throws Exception {
      return Set.of(watch.busiest());
    }
  },
  ONE_WAY(3, "what the node with most validators sends is lost; what is sent to it is not") {
    @Override
    Set<Integer> cutOff(ClusterWatch watch) throws Exception {
      return Set.of(watch.busiest());
    }

    @Override
    void cut(Namespaces network, Set<Integer> off, Set<Integer> others) throws Exception {
      network.loseWhatIsSent(off, others);
    }
  };

  private final int nodes;
  private final String description;

  PartitionDrill(int nodes, String description) {
    this.nodes = nodes;
    this.description = description;
  }

  abstract Set<Integer> cutOff(ClusterWatch watch) throws Exception;

  void cut(Namespaces network, Set<Integer> off, Set<Integer> others) throws Exception {
    network.cut(off, others);
  }

  @Override
  public String key() {
    return "partition-" + name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  @Override
  public String description() {
    return description + "; then it heals. Needs root";
  }

  @Override
  public ClusterPlan plan() {
    return ClusterPlan.of(nodes).asParted();
  }

  @Override
  public List<Course> run(DrillCluster cluster) throws Exception {
    ClusterWatch watch = cluster.watch();
    watch.awaitCleared(0);
    CourseTimer course = CourseTimer.begin(cluster);
    int bids = watch.mostBids();
    Set<Integer> off = cutOff(watch);
    Set<Integer> others =
        IntStream.rangeClosed(1, nodes).boxed().collect(Collectors.toCollection(HashSet::new));
    others.removeAll(off);
    int asked = watch.survivor(off);
    long interval = watch.awaitBidsOf(off.iterator().next());
    int logged = cluster.node(asked).log().length();
    course.fault();
    cut(cluster.network(), off, others);
    watch.awaitMissed(asked, off, logged);
    course.detected();
    // Those that are cut off may tell of nothing that the others don't have, but may be ahead.
    watch.awaitClearedOn(asked, interval, 1);
    course.recovered();
    watch.awaitClearedOn(asked, interval + 1, bids);
    course.whole();
    for (int node : off) {
      watch.awaitEnd(node);
    }
    course.note("cutOffEndedSeconds", Math.round(course.seconds() * 10) / 10.0);
    cluster.network().heal();
    for (int node : off) {
      cluster.startNode(node);
    }
    for (int node : off) {
      watch.awaitShare(asked, node);
    }
    return List.of(course.end());
  }
}
