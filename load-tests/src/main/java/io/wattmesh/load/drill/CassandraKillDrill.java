package io.wattmesh.load.drill;

import java.util.List;

/** Of three nodes of the database, one is killed, then two; then they come back. */
final class CassandraKillDrill implements Drill {
  private static final int NODES = 3;

  /** Starting two nodes of the database takes a minute and more. */
  private static final int BOOK_WINDOW_SECONDS = 240;

  private static final int WITHOUT_QUORUM_SECONDS = 20;

  @Override
  public String key() {
    return "cassandra-kill";
  }

  @Override
  public String description() {
    return "SIGKILL of one of three nodes of Cassandra, then of a second; then both come back";
  }

  @Override
  public ClusterPlan plan() {
    return ClusterPlan.of(NODES).withBookWindowSeconds(BOOK_WINDOW_SECONDS).onCassandra(NODES);
  }

  @Override
  public List<Course> run(DrillCluster cluster) throws Exception {
    cluster.watch().awaitCleared(0);
    return List.of(killOne(cluster), killSecond(cluster));
  }

  /** Two of three answer: the market goes on. */
  private static Course killOne(DrillCluster cluster) throws Exception {
    ClusterWatch watch = cluster.watch();
    CourseTimer course = CourseTimer.begin(cluster, "one-of-three");
    int bids = watch.mostBids();
    long interval = watch.awaitBids(cluster.openInterval() + 1);
    course.fault();
    cluster.store().killServer(NODES);
    watch.awaitCleared(interval);
    course.recovered();
    watch.awaitCleared(interval, bids);
    course.whole();
    return course.end();
  }

  /** One of three answers: nothing is voted or promised until others are back. */
  private static Course killSecond(DrillCluster cluster) throws Exception {
    ClusterWatch watch = cluster.watch();
    CourseTimer course = CourseTimer.begin(cluster, "two-of-three");
    int bids = watch.mostBids();
    long interval = watch.awaitBids(cluster.openInterval() + 1);
    course.fault();
    cluster.store().killServer(NODES - 1);
    watch.awaitSeconds(WITHOUT_QUORUM_SECONDS);
    long before = watch.lastCleared();
    cluster.store().startServers();
    course.note("databaseBackSeconds", Math.round(course.seconds() * 10) / 10.0);
    course.note("clearedWithoutQuorum", before >= interval);
    watch.awaitCleared(interval);
    course.recovered();
    watch.awaitCleared(interval, bids);
    course.whole();
    return course.end();
  }
}
