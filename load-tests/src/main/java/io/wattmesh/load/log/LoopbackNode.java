package io.wattmesh.load.log;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.pekko.actor.Address;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.DispatcherSelector;
import org.apache.pekko.actor.typed.SpawnProtocol;
import org.apache.pekko.actor.typed.javadsl.AskPattern;
import org.apache.pekko.cluster.MemberStatus;
import org.apache.pekko.cluster.typed.Cluster;
import org.apache.pekko.cluster.typed.Join;

/**
 * A cluster's node on a port of its own on loopback. Several share this process, so they share its
 * compiled code and its heap, but talk to each other over TCP.
 */
final class LoopbackNode implements AutoCloseable {
  /** Where clients run, so that their CPU time can be told from the rest's. */
  static final String CLIENTS = "clients-dispatcher";

  private static final Duration PATIENCE = Duration.ofSeconds(60);

  final ActorSystem<SpawnProtocol.Command> system;
  private final Cluster cluster;

  private LoopbackNode(ActorSystem<SpawnProtocol.Command> system) {
    this.system = system;
    this.cluster = Cluster.get(system);
  }

  static LoopbackNode start(String role) {
    Config own =
        ConfigFactory.parseMap(
            Map.of(
                "pekko.cluster.roles",
                java.util.List.of(role),
                "pekko.cluster.sharding.number-of-shards",
                64,
                "pekko.remote.artery.advanced.maximum-frame-size",
                "24 MiB",
                "pekko.loglevel",
                "WARNING",
                // All end together: nobody is left to hand anything to.
                "pekko.coordinated-shutdown.run-by-actor-system-terminate",
                false,
                CLIENTS + ".executor",
                "thread-pool-executor",
                CLIENTS + ".thread-pool-executor.fixed-pool-size",
                2));
    Config config =
        own.withFallback(threads("pekko.actor.default-dispatcher", 2))
            .withFallback(threads("pekko.actor.internal-dispatcher", 1))
            .withFallback(threads("pekko.remote.default-remote-dispatcher", 1))
            .withFallback(ConfigFactory.load(LoopbackNode.class.getClassLoader()))
            .resolve();
    return new LoopbackNode(ActorSystem.create(SpawnProtocol.create(), "wattmesh", config));
  }

  /**
   * Pekko gives each pool of each node at least 4 threads: too many for nodes that share a machine.
   */
  private static Config threads(String dispatcher, int count) {
    String pool = dispatcher + ".fork-join-executor.parallelism-";
    return ConfigFactory.parseMap(Map.of(pool + "min", count, pool + "max", count));
  }

  Address address() {
    return cluster.selfMember().address();
  }

  /** Joins the cluster of which a node is at this address; its own founds one. */
  void join(Address first) {
    cluster.manager().tell(Join.create(first));
    long deadlineNanos = System.nanoTime() + PATIENCE.toNanos();
    while (!cluster.selfMember().status().equals(MemberStatus.up())) {
      if (System.nanoTime() > deadlineNanos) {
        throw new IllegalStateException(
            "Node %s has not joined %s within %d s."
                .formatted(address(), first, PATIENCE.toSeconds()));
      }
      Pause.millis(20);
    }
  }

  <T> ActorRef<T> spawnClient(Behavior<T> behavior, String name) {
    try {
      return AskPattern.<SpawnProtocol.Command, ActorRef<T>>ask(
              system,
              replyTo ->
                  new SpawnProtocol.Spawn<>(
                      behavior, name, DispatcherSelector.fromConfig(CLIENTS), replyTo),
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

  void beginToStop() {
    system.terminate();
  }

  @Override
  public void close() {
    system.terminate();
    try {
      system.getWhenTerminated().toCompletableFuture().get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (ExecutionException | TimeoutException e) {
      throw new IllegalStateException("A node does not stop: " + e.getMessage(), e);
    }
  }
}
