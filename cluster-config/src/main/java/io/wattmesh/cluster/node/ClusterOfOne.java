package io.wattmesh.cluster.node;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.DispatcherSelector;
import org.apache.pekko.actor.typed.Props;
import org.apache.pekko.actor.typed.SpawnProtocol;
import org.apache.pekko.actor.typed.javadsl.AskPattern;
import org.apache.pekko.cluster.MemberStatus;
import org.apache.pekko.cluster.sharding.typed.javadsl.ClusterSharding;
import org.apache.pekko.cluster.typed.Cluster;
import org.apache.pekko.cluster.typed.Join;

/** An actor system that is a cluster by itself. */
public final class ClusterOfOne implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  /** Where actors that wait for the disk run. */
  public static final DispatcherSelector DISK =
      DispatcherSelector.fromConfig("wattmesh.disk-dispatcher");

  private static final AtomicInteger NAMES = new AtomicInteger();

  private final ActorSystem<SpawnProtocol.Command> system;

  private ClusterOfOne(ActorSystem<SpawnProtocol.Command> system) {
    this.system = system;
  }

  /** Starts a node and lets it form its cluster. */
  public static ClusterOfOne start() {
    return start(ConfigFactory.load(ClusterOfOne.class.getClassLoader()));
  }

  /**
   * Starts a node that nobody need stop: the process may end with its actors as they are. Only for
   * what keeps nothing.
   */
  public static ClusterOfOne startUnattended() {
    Config ended =
        ConfigFactory.parseString("pekko.coordinated-shutdown.run-by-jvm-shutdown-hook = off");
    return start(ended.withFallback(ConfigFactory.load(ClusterOfOne.class.getClassLoader())));
  }

  private static ClusterOfOne start(Config config) {
    ActorSystem<SpawnProtocol.Command> system =
        ActorSystem.create(SpawnProtocol.create(), "wattmesh", config);
    Cluster cluster = Cluster.get(system);
    cluster.manager().tell(Join.create(cluster.selfMember().address()));
    long deadlineNanos = System.nanoTime() + PATIENCE.toNanos();
    while (!cluster.selfMember().status().equals(MemberStatus.up())) {
      if (System.nanoTime() > deadlineNanos) {
        system.terminate();
        throw new IllegalStateException(
            "The node has not become a cluster within %d s.".formatted(PATIENCE.toSeconds()));
      }
      pause();
    }
    return new ClusterOfOne(system);
  }

  private static void pause() {
    try {
      Thread.sleep(20);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("Interrupted while the node starts.", e);
    }
  }

  public ActorSystem<SpawnProtocol.Command> system() {
    return system;
  }

  public ClusterSharding sharding() {
    return ClusterSharding.get(system);
  }

  /** Starts an actor beside the sharded roles. */
  public <T> ActorRef<T> spawn(Behavior<T> behavior, String name, Props props) {
    try {
      return AskPattern.<SpawnProtocol.Command, ActorRef<T>>ask(
              system,
              replyTo ->
                  new SpawnProtocol.Spawn<>(
                      behavior, name + "-" + NAMES.incrementAndGet(), props, replyTo),
              PATIENCE,
              system.scheduler())
          .toCompletableFuture()
          .get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("Interrupted while " + name + " starts.", e);
    } catch (ExecutionException | TimeoutException e) {
      throw new IllegalStateException("Actor " + name + " does not start: " + e.getMessage(), e);
    }
  }

  /** Stops all actors and waits for them. */
  @Override
  public void close() {
    system.terminate();
    try {
      system.getWhenTerminated().toCompletableFuture().get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (ExecutionException | TimeoutException e) {
      throw new IllegalStateException("The node does not stop: " + e.getMessage(), e);
    }
  }
}
