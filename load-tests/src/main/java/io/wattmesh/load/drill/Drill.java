package io.wattmesh.load.drill;

import java.io.IOException;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

/** What is done to a cluster of three nodes in mid-interval. */
enum Drill {
  /** One node is killed; a fourth joins when the market is available again. */
  KILL("SIGKILL of the node with most validators; then a fourth node joins") {
    @Override
    Course run(DrillCluster cluster) throws Exception {
      cluster.awaitCleared(0);
      int victim = busiest(cluster);
      long interval = awaitBidsOf(cluster, victim);
      long killedNanos = System.nanoTime();
      cluster.node(victim).kill();
      double detectSeconds = awaitMissed(cluster, survivor(victim), killedNanos);
      long cleared = cluster.awaitCleared(interval);
      double recoverySeconds = secondsSince(killedNanos);
      cluster.startNode(FOURTH);
      cluster.awaitShare(survivor(victim), FOURTH);
      cluster.awaitCleared(Math.max(cleared, cluster.openInterval()));
      return new Course(OptionalDouble.of(detectSeconds), recoverySeconds);
    }
  },
  /** A fourth node joins and leaves again. */
  JOIN_LEAVE("a fourth node joins, takes its share, and leaves by SIGTERM") {
    @Override
    Course run(DrillCluster cluster) throws Exception {
      cluster.awaitCleared(0);
      awaitBidsOf(cluster, 1);
      long joinedNanos = System.nanoTime();
      NodeProcess fourth = cluster.startNode(FOURTH);
      cluster.awaitShare(1, FOURTH);
      double shareSeconds = secondsSince(joinedNanos);
      cluster.awaitCleared(cluster.openInterval());
      long interval = awaitBidsOf(cluster, FOURTH);
      long leftNanos = System.nanoTime();
      requireEndsWell(fourth.stop());
      cluster.awaitCleared(interval);
      return new Course(OptionalDouble.of(shareSeconds), secondsSince(leftNanos));
    }
  },
  /** All nodes are killed at once. */
  KILL_ALL("SIGKILL of all nodes at once; then all are started again") {
    @Override
    int bookWindowSeconds() {
      return 90; // What was promised is kept if all are back by then.
    }

    @Override
    Course run(DrillCluster cluster) throws Exception {
      cluster.awaitCleared(0);
      awaitBidsOf(cluster, 1);
      long killedNanos = System.nanoTime();
      for (int node = 1; node <= 3; node++) {
        cluster.node(node).kill();
      }
      for (int node = 1; node <= 3; node++) {
        cluster.startNode(node);
      }
      cluster.awaitCleared(cluster.openInterval());
      return new Course(OptionalDouble.empty(), secondsSince(killedNanos));
    }
  },
  /** A process stands still for longer than every timeout, and goes on. */
  PAUSE("SIGSTOP of the node with most validators until it is missed, and 20 s more; SIGCONT") {
    @Override
    Course run(DrillCluster cluster) throws Exception {
      cluster.awaitCleared(0);
      int victim = busiest(cluster);
      long interval = awaitBidsOf(cluster, victim);
      long stoppedNanos = System.nanoTime();
      cluster.node(victim).signal("STOP");
      double detectSeconds = awaitMissed(cluster, survivor(victim), stoppedNanos);
      cluster.awaitCleared(interval);
      double recoverySeconds = secondsSince(stoppedNanos);
      cluster.await(
          "20 s to pass", () -> secondsSince(stoppedNanos) > detectSeconds + 20 ? true : null);
      cluster.node(victim).signal("CONT");
      cluster.await(
          "the paused node to see that it was removed, and end",
          () -> cluster.node(victim).isAlive() ? null : true);
      cluster.awaitCleared(cluster.openInterval());
      return new Course(OptionalDouble.of(detectSeconds), recoverySeconds);
    }
  };

  /**
   * How it went.
   *
   * @param detectSeconds until others missed the node, or a joining one had a share; empty where
   *     nobody is left to miss anybody
   * @param recoverySeconds until an interval was cleared with bids that was open when it happened,
   *     or a later one
   */
  record Course(OptionalDouble detectSeconds, double recoverySeconds) {}

  private static final int FOURTH = 4;

  private final String description;

  Drill(String description) {
    this.description = description;
  }

  abstract Course run(DrillCluster cluster) throws Exception;

  /** How long the market's books are accepted; longer than the cluster takes to be itself again. */
  int bookWindowSeconds() {
    return 28;
  }

  /** As people write it. */
  String key() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  String description() {
    return description;
  }

  static Optional<Drill> of(String key) {
    return Arrays.stream(values()).filter(drill -> drill.key().equals(key)).findFirst();
  }

  private static double secondsSince(long nanos) {
    return (System.nanoTime() - nanos) / 1e9;
  }

  private static int survivor(int victim) {
    return victim == 1 ? 2 : 1;
  }

  private static int busiest(DrillCluster cluster) throws Exception {
    return cluster.await(
        "validators to be placed",
        () -> {
          Map<Integer, Integer> shards = cluster.shards(1, "validator");
          return shards.entrySet().stream()
              .max(Map.Entry.comparingByValue())
              .map(Map.Entry::getKey)
              .orElse(null);
        });
  }

  /** Waits until some participant of a node is promised an interval whose gate is still open. */
  private static long awaitBidsOf(DrillCluster cluster, int node) throws Exception {
    long open = cluster.openInterval();
    return cluster.await(
        "acknowledged bids on node %d for interval %d or later".formatted(node, open),
        () ->
            cluster.acknowledged(node).stream()
                .map(line -> line.replaceAll(".*\"interval\":(\\d+).*", "$1"))
                .filter(interval -> interval.matches("\\d+"))
                .map(Long::parseLong)
                .filter(interval -> interval >= open)
                .findFirst()
                .orElse(null));
  }

  private static double awaitMissed(DrillCluster cluster, int asked, long sinceNanos)
      throws Exception {
    return cluster.await(
        "node %d to miss the other".formatted(asked),
        () -> cluster.node(asked).log().contains("UNREACHABLE") ? secondsSince(sinceNanos) : null);
  }

  /** A process that SIGTERM has ended says so. */
  private static void requireEndsWell(int code) throws IOException {
    if (code != 0 && code != 128 + 15) {
      throw new IOException("The node that left ends with %d.".formatted(code));
    }
  }
}
