package io.wattmesh.load.drill;

import java.util.List;
import java.util.Set;

/** One node is killed; another joins when the market is available again. */
final class KillDrill implements Drill {
  private final ClusterPlan plan;

  KillDrill(ClusterPlan plan) {
    this.plan = plan;
  }

  @Override
  public String key() {
    return "kill";
  }

  @Override
  public String description() {
    return "SIGKILL of the node with most validators; then a fourth node joins";
  }

  @Override
  public ClusterPlan plan() {
    return plan;
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
    cluster.node(victim).kill();
    watch.awaitMissed(survivor, Set.of(victim), logged);
    course.detected();
    watch.awaitCleared(interval);
    course.recovered();
    int joiner = plan.nodes() + 1;
    cluster.startNode(joiner);
    watch.awaitCleared(interval + 1, bids);
    course.whole();
    watch.awaitShare(survivor, joiner);
    return List.of(course.end());
  }
}
