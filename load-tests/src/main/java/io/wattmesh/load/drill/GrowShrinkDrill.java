package io.wattmesh.load.drill;

import java.util.List;

/** Two nodes join at once in mid-interval, and two others leave at once. */
final class GrowShrinkDrill implements Drill {
  private static final int NODES = 3;
  private static final List<Integer> JOIN = List.of(4, 5);

  /** An old one and a new one. */
  private static final List<Integer> LEAVE = List.of(2, 4);

  @Override
  public String key() {
    return "grow-shrink";
  }

  @Override
  public String description() {
    return "a fourth and a fifth node join in mid-interval; then the second and the fourth leave";
  }

  @Override
  public ClusterPlan plan() {
    return ClusterPlan.of(NODES);
  }

  @Override
  public List<Course> run(DrillCluster cluster) throws Exception {
    cluster.watch().awaitCleared(0);
    return List.of(grow(cluster), shrink(cluster));
  }

  private static Course grow(DrillCluster cluster) throws Exception {
    ClusterWatch watch = cluster.watch();
    CourseTimer course = CourseTimer.begin(cluster, "grow");
    int bids = watch.mostBids();
    long interval = watch.awaitBids(cluster.openInterval() + 1);
    course.fault();
    for (int node : JOIN) {
      cluster.startNode(node);
    }
    watch.awaitCleared(interval);
    course.recovered();
    for (int node : JOIN) {
      watch.awaitShare(1, node);
    }
    course.detected();
    watch.awaitCleared(cluster.openInterval(), bids);
    course.whole();
    return course.end();
  }

  private static Course shrink(DrillCluster cluster) throws Exception {
    ClusterWatch watch = cluster.watch();
    CourseTimer course = CourseTimer.begin(cluster, "shrink");
    int bids = watch.mostBids();
    long interval = watch.awaitBids(cluster.openInterval() + 1);
    course.fault();
    LEAVE.forEach(node -> cluster.node(node).beginStop());
    for (int node : LEAVE) {
      cluster.node(node).awaitStoppedWell();
    }
    course.note("stopSeconds", Math.round(course.seconds() * 10) / 10.0);
    watch.awaitCleared(interval);
    course.recovered();
    watch.awaitCleared(interval, bids);
    course.whole();
    return course.end();
  }
}
