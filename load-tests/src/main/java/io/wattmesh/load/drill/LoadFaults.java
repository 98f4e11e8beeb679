package io.wattmesh.load.drill;

import io.wattmesh.load.generate.RunPlace.RunEvent;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/** Does to a cluster under load what was asked for, when it was, and sees what comes of it. */
public final class LoadFaults implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofMinutes(3);

  /** A node that is busy takes its time to tell who carries what. */
  private static final Duration ASK_BEFORE = Duration.ofSeconds(10);

  private final LoadCluster load;
  private final DrillCluster cluster;
  private final ClusterWatch watch;
  private final Consumer<String> progress;
  private final List<RunEvent> events = new CopyOnWriteArrayList<>();
  private final List<Thread> threads = new ArrayList<>();
  private final Set<Integer> away = new ConcurrentSkipListSet<>();
  private final Set<Integer> killed = new ConcurrentSkipListSet<>();
  private int youngest;

  private LoadFaults(LoadCluster load, Consumer<String> progress) {
    this.load = load;
    this.cluster = load.cluster();
    this.watch = cluster.watch();
    this.progress = progress;
    this.youngest = cluster.plan().nodes();
  }

  /**
   * Begins to wait for the moments of all.
   *
   * @param progress hears of each event
   */
  public static LoadFaults begin(
      LoadCluster load, List<LoadFault> faults, Consumer<String> progress) {
    var running = new LoadFaults(load, progress);
    for (LoadFault fault : faults) {
      running.threads.add(
          Thread.ofPlatform().daemon().name("fault-" + fault).start(() -> running.doInTime(fault)));
    }
    return running;
  }

  /** What happened so far, in the order of time. */
  public List<RunEvent> events() {
    return events.stream().sorted(Comparator.comparingDouble(RunEvent::seconds)).toList();
  }

  private void event(String what) {
    var event = new RunEvent(load.seconds(), what);
    events.add(event);
    progress.accept("%.1f s: %s".formatted(event.seconds(), event.what()));
  }

  private void doInTime(LoadFault fault) {
    try {
      Instant at = load.firstWindow().plusMillis(fault.atMillis());
      boolean hasVictim =
          fault.kind() == LoadFault.Kind.KILL || fault.kind() == LoadFault.Kind.PAUSE;
      watch.awaitInstant(at.minus(ASK_BEFORE));
      int victim = hasVictim ? victim(fault) : 0;
      watch.awaitInstant(at);
      switch (fault.kind()) {
        case KILL -> kill(victim);
        case PAUSE -> pause(victim, fault.pauseMillis());
        case JOIN -> join();
        case LEAVE -> leave();
        case RESTART -> restart();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (Exception e) {
      event(
          "%s failed: %s"
              .formatted(fault, String.valueOf(e.getMessage()).lines().findFirst().orElse("")));
    }
  }

  /** A node that is there, and is not the only one. */
  private synchronized int victim(LoadFault fault) throws Exception {
    Set<Integer> here = new TreeSet<>();
    for (int node = 1; node <= cluster.plan().maxNodes(); node++) {
      if (cluster.node(node) != null && cluster.node(node).isAlive() && !away.contains(node)) {
        here.add(node);
      }
    }
    if (here.size() < 2) {
      throw new IllegalStateException("only nodes %s are there".formatted(here));
    }
    var type = fault.role().map(ClusterWatch::shardType).orElse("validator");
    var shards = watch.shards(here.iterator().next(), type);
    int victim =
        here.stream()
            .max(Comparator.comparingInt(node -> shards.getOrDefault(node, 0)))
            .orElseThrow();
    away.add(victim);
    return victim;
  }

  private int witness() {
    for (int node = 1; node <= cluster.plan().maxNodes(); node++) {
      if (cluster.node(node) != null && cluster.node(node).isAlive() && !away.contains(node)) {
        return node;
      }
    }
    throw new IllegalStateException("no node is there that could tell");
  }

  private void kill(int victim) throws Exception {
    long open = cluster.openInterval();
    cluster.node(victim).kill();
    killed.add(victim);
    event("node %d killed".formatted(victim));
    awaitRemoved(victim);
    awaitCleared(open, victim);
  }

  private void awaitRemoved(int node) throws Exception {
    int witness = witness();
    awaitMembers(
        witness,
        seen -> !seen.members().contains(node) || seen.unreachable().contains(node),
        "node %d missed".formatted(node));
    awaitMembers(
        witness, seen -> !seen.members().contains(node), "node %d removed".formatted(node));
  }

  private void awaitMembers(
      int witness, java.util.function.Predicate<ClusterWatch.Members> until, String event)
      throws Exception {
    watch.await(
        event,
        PATIENCE,
        () -> {
          Optional<ClusterWatch.Members> seen = watch.members(witness);
          return (seen.isPresent() && until.test(seen.get())) ? true : null;
        });
    event(event);
  }

  private void awaitCleared(long open, int without) throws Exception {
    long cleared = watch.await("the market to go on", PATIENCE, () -> cleared(open));
    event("interval %d cleared without node %d".formatted(cleared, without));
  }

  private Long cleared(long from) {
    long last = watch.lastCleared();
    return last >= from ? last : null;
  }

  private void pause(int victim, long millis) throws Exception {
    cluster.node(victim).signal("STOP");
    Instant until = Instant.now().plusMillis(millis);
    event("node %d stands still".formatted(victim));
    watch.awaitInstant(until);
    cluster.node(victim).signal("CONT");
    event("node %d goes on".formatted(victim));
    away.remove(victim);
  }

  private void join() throws Exception {
    int joiner = nextNumber();
    load.startNode(joiner);
    event("node %d started".formatted(joiner));
    awaitShare(joiner);
  }

  private synchronized int nextNumber() {
    if (youngest == cluster.plan().maxNodes()) {
      throw new IllegalStateException(
          "there are addresses for %d nodes alone".formatted(cluster.plan().maxNodes()));
    }
    youngest++;
    return youngest;
  }

  private void awaitShare(int node) throws Exception {
    watch.awaitShare(witness(), node);
    event("node %d has its share".formatted(node));
  }

  private void leave() throws Exception {
    int leaver = youngest;
    away.add(leaver);
    event("node %d told to leave".formatted(leaver));
    cluster.node(leaver).stopWell();
    event("node %d has left".formatted(leaver));
  }

  private void restart() throws Exception {
    if (killed.isEmpty()) {
      throw new IllegalStateException("no node was killed before");
    }
    for (int node : Set.copyOf(killed)) {
      killed.remove(node);
      load.startNode(node);
      event("node %d started again".formatted(node));
      awaitShare(node);
      away.remove(node);
    }
  }

  /** What was not seen by now is not waited for. */
  @Override
  public void close() {
    threads.forEach(Thread::interrupt);
  }
}
