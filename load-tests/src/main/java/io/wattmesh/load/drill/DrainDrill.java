package io.wattmesh.load.drill;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Each node in turn is told to stop as a gate closes, when it owes that interval's books. */
final class DrainDrill implements Drill {
  private static final int NODES = 3;
  private static final Pattern FINISHED =
      Pattern.compile("(\\d+) books that were owed are committed");

  @Override
  public String key() {
    return "drain";
  }

  @Override
  public String description() {
    return "each node in turn is stopped by SIGTERM as a gate closes, and started again";
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
      courses.add(drain(cluster, node));
    }
    return courses;
  }

  private static Course drain(DrillCluster cluster, int node) throws Exception {
    ClusterWatch watch = cluster.watch();
    CourseTimer course = CourseTimer.begin(cluster, "node-" + node);
    int bids = watch.mostBids();
    watch.awaitBidsOf(node);
    long interval = Phase.BOOKS.await(cluster, node == 1 ? 2 : 1);
    course.fault();
    NodeProcess stopping = cluster.node(node);
    stopping.stopWell();
    course.note("stopSeconds", Math.round(course.seconds() * 10) / 10.0);
    course.note("booksOwed", booksOwed(stopping.ownLog()));
    cluster.startNode(node);
    watch.awaitCleared(interval);
    course.recovered();
    watch.awaitCleared(interval, bids);
    course.whole();
    watch.awaitShare(node == 1 ? 2 : 1, node);
    return course.end();
  }

  /** That it committed before it handed its aggregators over; -1 if it could not. */
  private static int booksOwed(String log) {
    Matcher finished = FINISHED.matcher(log);
    return finished.find() ? Integer.parseInt(finished.group(1)) : -1;
  }
}
