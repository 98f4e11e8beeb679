package io.wattmesh.load.drill;

import java.util.List;

/** All nodes are killed at once. */
final class KillAllDrill implements Drill {
  private static final int NODES = 3;

  /** What was promised is kept if all are back by then. */
  private static final int BOOK_WINDOW_SECONDS = 90;

  @Override
  public String key() {
    return "kill-all";
  }

  @Override
  public String description() {
    return "SIGKILL of all nodes at once; then all are started again";
  }

  @Override
  public ClusterPlan plan() {
    return ClusterPlan.of(NODES).withBookWindowSeconds(BOOK_WINDOW_SECONDS);
  }

  @Override
  public List<Course> run(DrillCluster cluster) throws Exception {
    ClusterWatch watch = cluster.watch();
    watch.awaitCleared(0);
    CourseTimer course = CourseTimer.begin(cluster);
    int bids = watch.mostBids();
    long interval = watch.awaitBidsOf(1);
    course.fault();
    for (int node = 1; node <= NODES; node++) {
      cluster.node(node).kill();
    }
    for (int node = 1; node <= NODES; node++) {
      cluster.startNode(node);
    }
    watch.awaitCleared(interval);
    course.recovered();
    watch.awaitCleared(interval + 1, bids);
    course.whole();
    return List.of(course.end());
  }
}
