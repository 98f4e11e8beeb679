package io.wattmesh.load.drill;

import java.util.ArrayList;
import java.util.List;

/** All nodes are restarted one after the other, as for an upgrade. */
final class RollingRestartDrill implements Drill {
  private static final int NODES = 3;

  @Override
  public String key() {
    return "rolling-restart";
  }

  @Override
  public String description() {
    return "each node in turn is stopped by SIGTERM and started again, while bids go on";
  }

  @Override
  public ClusterPlan plan() {
    return ClusterPlan.of(NODES);
  }

  @Override
  public List<Course> run(DrillCluster cluster) throws Exception {
    cluster.watch().awaitCleared(0);
    var courses = new ArrayList<Course>();
    for (int node = 1; node <= NODES; node++) {
      courses.add(restart(cluster, node));
    }
    return courses;
  }

  private static Course restart(DrillCluster cluster, int node) throws Exception {
    ClusterWatch watch = cluster.watch();
    CourseTimer course = CourseTimer.begin(cluster, "node-" + node);
    int bids = watch.mostBids();
    long interval = watch.awaitBidsOf(node);
    course.fault();
    cluster.node(node).stopWell();
    course.note("stopSeconds", Math.round(course.seconds() * 10) / 10.0);
    cluster.startNode(node);
    watch.awaitCleared(interval);
    course.recovered();
    watch.awaitCleared(interval, bids);
    course.whole();
    watch.awaitShare(node == 1 ? 2 : 1, node);
    return course.end();
  }
}
