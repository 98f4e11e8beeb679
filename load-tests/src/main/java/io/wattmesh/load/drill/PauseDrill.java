package io.wattmesh.load.drill;

import java.util.List;
import java.util.Set;

/** A process stands still for longer than every timeout, and goes on. */
final class PauseDrill implements Drill {
  private static final int NODES = 3;
  private static final int LONGER_SECONDS = 20;

  @Override
  public String key() {
    return "pause";
  }

  @Override
  public String description() {
    return "SIGSTOP of the node with most validators until it is missed, and 20 s more; SIGCONT";
  }

  @Override
  public ClusterPlan plan() {
    return ClusterPlan.of(NODES);
  }

  @Override
  public List<Course> run(DrillCluster cluster) throws Exception {
    ClusterWatch watch = cluster.watch();
    watch.awaitCleared(0);
    CourseTimer course = CourseTimer.begin(cluster);
    int bids = watch.mostBids();
    int victim = watch.busiest();
    int survivor = watch.survivor(Set.of(victim));
    long interval = watch.awaitBidsOf(victim);
    int logged = cluster.node(survivor).log().length();
    course.fault();
    cluster.node(victim).signal("STOP");
    watch.awaitMissed(survivor, Set.of(victim), logged);
    course.detected();
    double detected = course.seconds();
    watch.awaitCleared(interval);
    course.recovered();
    watch.awaitCleared(interval + 1, bids);
    course.whole();
    watch.await("20 s to pass", () -> course.seconds() > detected + LONGER_SECONDS ? true : null);
    cluster.node(victim).signal("CONT");
    watch.awaitEnd(victim);
    return List.of(course.end());
  }
}
