package io.wattmesh.load.drill;

import java.time.Duration;
import java.util.List;
import java.util.Set;

/** A node's clock jumps ahead by minutes and back again; then behind, and back again. */
final class ClockJumpDrill implements Drill {
  private static final int NODES = 3;
  private static final Duration JUMP = Duration.ofMinutes(3);
  private static final int WRONG_SECONDS = 20;

  /** What is promised must not depend on a clock that is right in time. */
  private static final int BOOK_WINDOW_SECONDS = 60;

  @Override
  public String key() {
    return "clock-jump";
  }

  @Override
  public String description() {
    return "the clock of the node with most validators is 3 min ahead for 20 s, then 3 min behind";
  }

  @Override
  public ClusterPlan plan() {
    return ClusterPlan.of(NODES).withBookWindowSeconds(BOOK_WINDOW_SECONDS).asShiftable();
  }

  @Override
  public List<Course> run(DrillCluster cluster) throws Exception {
    cluster.watch().awaitCleared(0);
    return List.of(jump(cluster, "ahead", JUMP), jump(cluster, "behind", JUMP.negated()));
  }

  private static Course jump(DrillCluster cluster, String step, Duration by) throws Exception {
    ClusterWatch watch = cluster.watch();
    CourseTimer course = CourseTimer.begin(cluster, step);
    int bids = watch.mostBids();
    int victim = watch.busiest();
    int asked = watch.survivor(Set.of(victim));
    long interval = watch.awaitBidsOf(victim);
    course.fault();
    cluster.shiftClock(victim, by);
    watch.awaitSeconds(WRONG_SECONDS);
    course.note("clearedWhileWrong", watch.lastCleared() >= interval);
    cluster.shiftClock(victim, Duration.ZERO);
    watch.awaitClearedOn(asked, interval, 1);
    course.recovered();
    watch.awaitClearedOn(asked, interval, bids);
    course.whole();
    return course.end();
  }
}
