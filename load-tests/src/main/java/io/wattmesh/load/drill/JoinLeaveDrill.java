package io.wattmesh.load.drill;

import java.util.List;

/** A fourth node joins and leaves again. */
final class JoinLeaveDrill implements Drill {
  private static final int NODES = 3;
  private static final int FOURTH = 4;

  @Override
  public String key() {
    return "join-leave";
  }

  @Override
  public String description() {
    return "a fourth node joins, takes its share, and leaves by SIGTERM";
  }

  @Override
  public ClusterPlan plan() {
    return ClusterPlan.of(NODES);
  }

  @Override
  public List<Course> run(DrillCluster cluster) throws Exception {
    ClusterWatch watch = cluster.watch();
    watch.awaitCleared(0);
    CourseTimer join = CourseTimer.begin(cluster, "join");
    int bids = watch.mostBids();
    watch.awaitBidsOf(1);
    join.fault();
    NodeProcess fourth = cluster.startNode(FOURTH);
    watch.awaitShare(1, FOURTH);
    join.detected();
    watch.awaitCleared(cluster.openInterval());
    join.recovered();
    watch.awaitCleared(cluster.openInterval(), bids);
    join.whole();
    Course joined = join.end();
    CourseTimer leave = CourseTimer.begin(cluster, "leave");
    long interval = watch.awaitBidsOf(FOURTH);
    leave.fault();
    fourth.stopWell();
    watch.awaitCleared(interval);
    leave.recovered();
    watch.awaitCleared(interval, bids);
    leave.whole();
    return List.of(joined, leave.end());
  }
}
