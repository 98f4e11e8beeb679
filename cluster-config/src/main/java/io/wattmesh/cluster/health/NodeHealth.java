package io.wattmesh.cluster.health;

import io.wattmesh.cluster.metrics.NodeMetrics;
import io.wattmesh.consensus.replica.ReplicaStatus;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.Extension;
import org.apache.pekko.actor.typed.ExtensionId;

/**
 * What a node knows of its own health.
 *
 * <table>
 * <caption>Questions</caption>
 * <tr><td>started</td><td>its validators can be started; to follow the ledger may take long after
 *     that</td></tr>
 * <tr><td>ready</td><td>it knows all that the ledger has, is not draining, and no validator here has
 *     stopped for good; Pekko's own check adds that it is a member that is up</td></tr>
 * <tr><td>alive</td><td>its threads still do what they are asked: neither other nodes nor the
 *     database matter, for no restart of this node would mend them</td></tr>
 * </table>
 */
public final class NodeHealth implements Extension {
  /** A node whose threads did nothing for so long will not recover by itself. */
  static final Duration DEAD_AFTER = Duration.ofSeconds(30);

  private static final Duration BEAT = Duration.ofSeconds(1);

  /** How Pekko finds a node's health. */
  public static final class Id extends ExtensionId<NodeHealth> {
    private static final Id INSTANCE = new Id();

    private Id() {}

    @Override
    public NodeHealth createExtension(ActorSystem<?> system) {
      return new NodeHealth(system);
    }
  }

  private final ConcurrentSkipListSet<String> haltedValidators = new ConcurrentSkipListSet<>();
  private final Map<String, Integer> lateBooks = new ConcurrentHashMap<>();
  private volatile long lastBeatNanos = System.nanoTime();
  private volatile boolean started;
  private final AtomicInteger awaited = new AtomicInteger(1);
  private volatile boolean draining;
  private volatile Optional<NodeMetrics> metrics = Optional.empty();

  private NodeHealth(ActorSystem<?> system) {
    system
        .scheduler()
        .scheduleAtFixedRate(
            BEAT, BEAT, () -> lastBeatNanos = System.nanoTime(), system.executionContext());
  }

  public static NodeHealth get(ActorSystem<?> system) {
    return Id.INSTANCE.apply(system);
  }

  /** The node runs; these are its figures. */
  public void start(NodeMetrics figures) {
    metrics = Optional.of(figures);
    started = true;
  }

  /** The node carries so many markets; one, if nothing is said. */
  public void expect(int markets) {
    awaited.set(markets);
  }

  /** The node knows all that a market's ledger has, and its roles run. */
  public void catchUp() {
    awaited.decrementAndGet();
  }

  /** The node hands over what it has: nothing new should come to it. */
  public void drain() {
    draining = true;
  }

  /** Where a validator that runs here stands. */
  public void onStatus(String validator, ReplicaStatus status) {
    if (status.halted()) {
      haltedValidators.add(validator);
    } else {
      haltedValidators.remove(validator);
    }
  }

  /** A validator that runs here has stopped for good, be it at its start. */
  public void onHalted(String validator) {
    haltedValidators.add(validator);
  }

  /** A validator runs here no more. */
  public void onGone(String validator) {
    haltedValidators.remove(validator);
  }

  /**
   * So many books of this node's aggregators are late. It stays ready: nobody else could do it
   * better.
   */
  public void onLateBooks(String market, int books) {
    lateBooks.put(market, books);
  }

  /** What the answers to the questions follow from, for people. */
  Map<String, Object> detail() {
    var detail = new LinkedHashMap<String, Object>();
    detail.put("started", started);
    detail.put("ready", isReady());
    detail.put("alive", isAlive());
    detail.put("draining", draining);
    detail.put("marketsBehind", Math.max(0, awaited.get()));
    detail.put("haltedValidators", List.copyOf(haltedValidators));
    detail.put("lateBooks", lateBooks.values().stream().mapToInt(Integer::intValue).sum());
    return detail;
  }

  public boolean isDraining() {
    return draining;
  }

  public boolean isStarted() {
    return started;
  }

  public boolean isReady() {
    return awaited.get() <= 0 && !draining && haltedValidators.isEmpty();
  }

  public boolean isAlive() {
    return isAlive(System.nanoTime());
  }

  boolean isAlive(long nowNanos) {
    return nowNanos - lastBeatNanos < DEAD_AFTER.toNanos();
  }

  /** The node's figures, once it has started. */
  Optional<NodeMetrics> metrics() {
    return metrics;
  }
}
