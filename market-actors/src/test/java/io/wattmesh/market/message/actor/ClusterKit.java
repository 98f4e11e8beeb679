package io.wattmesh.market.message.actor;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.ConfigFactory;
import java.time.Duration;
import java.util.function.BiConsumer;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.cluster.MemberStatus;
import org.apache.pekko.cluster.sharding.typed.javadsl.ClusterSharding;
import org.apache.pekko.cluster.sharding.typed.javadsl.Entity;
import org.apache.pekko.cluster.sharding.typed.javadsl.EntityTypeKey;
import org.apache.pekko.cluster.typed.Cluster;
import org.apache.pekko.cluster.typed.Join;

/** An actor system that is a cluster by itself, with the market's serializer. */
public final class ClusterKit implements AutoCloseable {
  private static final String CONFIG =
      """
      pekko {
        loglevel = "WARNING"
        stdout-loglevel = "OFF"
        actor {
          provider = cluster
          allow-java-serialization = off
          serializers {
            wattmesh-market = "io.wattmesh.market.message.actor.MarketMessageSerializer"
          }
          serialization-bindings {
            "io.wattmesh.market.message.WireMessage" = wattmesh-market
          }
        }
        remote.artery.canonical { hostname = "127.0.0.1", port = 0 }
        cluster {
          jmx.enabled = off
          sharding {
            number-of-shards = 10
            passivation.strategy = none
            distributed-data.durable.keys = []
          }
        }
        coordinated-shutdown.exit-jvm = off
      }
      """;

  private final ActorTestKit kit;

  private ClusterKit(ActorTestKit kit) {
    this.kit = kit;
  }

  public static ClusterKit start() {
    ActorTestKit kit =
        ActorTestKit.create(
            "market", ConfigFactory.parseString(CONFIG).withFallback(ConfigFactory.load()));
    Cluster cluster = Cluster.get(kit.system());
    cluster.manager().tell(Join.create(cluster.selfMember().address()));
    long deadline = System.nanoTime() + Duration.ofSeconds(20).toNanos();
    while (!cluster.selfMember().status().equals(MemberStatus.up())) {
      assertThat(System.nanoTime()).as("time to become a cluster").isLessThan(deadline);
      Thread.onSpinWait();
    }
    return new ClusterKit(kit);
  }

  public ActorTestKit kit() {
    return kit;
  }

  public ClusterSharding sharding() {
    return ClusterSharding.get(kit.system());
  }

  /** Entities of this kind do nothing but tell what they hear, each by its id. */
  public <T> void record(EntityTypeKey<T> type, BiConsumer<String, T> heard) {
    sharding()
        .init(
            Entity.of(
                type,
                entity ->
                    Behaviors.receiveMessage(
                        message -> {
                          heard.accept(entity.getEntityId(), message);
                          return Behaviors.same();
                        })));
  }

  @Override
  public void close() {
    kit.shutdownTestKit();
  }
}
