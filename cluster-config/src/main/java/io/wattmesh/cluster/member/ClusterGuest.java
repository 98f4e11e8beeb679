package io.wattmesh.cluster.member;

import com.typesafe.config.ConfigFactory;
import io.wattmesh.cluster.market.ScenarioMarket;
import io.wattmesh.cluster.settings.NodeRole;
import io.wattmesh.cluster.settings.NodeSettings;
import io.wattmesh.cluster.settings.Settings;
import io.wattmesh.ledger.replication.CommittedBlock;
import io.wattmesh.ledger.replication.actor.FollowingGatewayActor;
import io.wattmesh.ledger.replication.actor.GatewayActor;
import io.wattmesh.ledger.replication.actor.ValidatorKeys;
import io.wattmesh.market.message.actor.MarketShards;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.apache.pekko.actor.CoordinatedShutdown;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.cluster.sharding.typed.javadsl.ClusterSharding;
import org.apache.pekko.cluster.sharding.typed.javadsl.Entity;
import org.apache.pekko.cluster.sharding.typed.javadsl.EntityTypeKey;
import org.apache.pekko.cluster.typed.Cluster;
import org.apache.pekko.cluster.typed.Join;

/**
 * A member of the cluster that carries none of the market's roles: it follows the ledger as every
 * node does, believing what more than a third of the validators say alike, and reaches aggregators
 * and meters wherever they are. Its process is its owner's: it does not end with the membership.
 */
public final class ClusterGuest implements AutoCloseable {
  private static final Duration LEAVING = Duration.ofSeconds(15);

  /**
   * Who hears what the ledger says; called on a thread of the guest's.
   *
   * @param committed hears each block, from genesis on
   * @param halted hears of a validator that stopped
   */
  public record Ears(Consumer<CommittedBlock> committed, Consumer<String> halted) {}

  private final ActorSystem<?> system;
  private final ScenarioMarket market;
  private final MarketShards shards;
  private final CompletableFuture<Boolean> caughtUp;
  private final LongSupplier clock;

  private ClusterGuest(
      ActorSystem<?> system,
      ScenarioMarket market,
      MarketShards shards,
      CompletableFuture<Boolean> caughtUp,
      LongSupplier clock) {
    this.system = system;
    this.market = market;
    this.shards = shards;
    this.caughtUp = caughtUp;
    this.clock = clock;
  }

  /**
   * Begins to join.
   *
   * @param roles by which other members know it; none is a {@link NodeRole}'s
   * @param name of an actor of its own
   * @param own that actor
   */
  public static ClusterGuest join(
      Settings settings,
      NodeSettings node,
      ScenarioMarket market,
      List<String> roles,
      Ears ears,
      String name,
      Behavior<?> own) {
    var caughtUp = new CompletableFuture<Boolean>();
    ActorSystem<Void> system =
        ActorSystem.create(
            Behaviors.setup(
                actor -> {
                  reach(
                      MarketShards.of(
                          ClusterSharding.get(actor.getSystem()), node.market().name()));
                  // So named, what it is sent goes by the connection for long messages.
                  actor.watch(
                      actor.spawn(
                          FollowingGatewayActor.create(
                              node.market().name(),
                              market.genesis(),
                              new FollowingGatewayActor.Listener(
                                  new GatewayActor.Listener(
                                      ears.committed(),
                                      halted ->
                                          ears.halted()
                                              .accept(
                                                  "validator %s has stopped: %s"
                                                      .formatted(
                                                          halted.validator(), halted.reason()))),
                                  () -> caughtUp.complete(true))),
                          "gateway"));
                  actor.watch(spawn(actor, name, own));
                  return Behaviors.empty();
                }),
            PekkoConfig.SYSTEM,
            SameChain.in(
                ConfigFactory.parseMap(
                        Map.of(
                            "pekko.cluster.roles",
                            roles,
                            "pekko.coordinated-shutdown.exit-jvm",
                            false,
                            "pekko.coordinated-shutdown.run-by-jvm-shutdown-hook",
                            false,
                            // It has no shards to hand over.
                            "pekko.coordinated-shutdown.phases.cluster-sharding-shutdown-region"
                                + ".timeout",
                            "2 s"))
                    .withFallback(PekkoConfig.of(settings, node)),
                Map.of(node.market().name(), market.genesis().chainId())));
    if (node.node().seeds().isEmpty()) {
      Cluster cluster = Cluster.get(system);
      cluster.manager().tell(Join.create(cluster.selfMember().address()));
    }
    return new ClusterGuest(
        system,
        market,
        MarketShards.of(ClusterSharding.get(system), node.market().name()),
        caughtUp,
        MarketClock.of(
            System::currentTimeMillis,
            market.genesis().parameters().schedule(),
            node.market().start()));
  }

  private static <M> ActorRef<M> spawn(ActorContext<?> actor, String name, Behavior<M> own) {
    return actor.spawn(own, name);
  }

  private static void reach(MarketShards shards) {
    reach(shards, ValidatorKeys.of(shards.market()), NodeRole.VALIDATOR);
    reach(shards, shards.aggregators(), NodeRole.AGGREGATOR);
    reach(shards, shards.meters(), NodeRole.AGGREGATOR);
  }

  /** None comes to life here: this member has no role of a node's. */
  private static <M> void reach(MarketShards shards, EntityTypeKey<M> key, NodeRole role) {
    shards
        .sharding()
        .init(
            Entity.of(
                    key,
                    entity -> {
                      throw new IllegalStateException(
                          "A guest is asked to carry " + entity.getEntityId());
                    })
                .withRole(HostedMarket.role(role, shards.market())));
  }

  /**
   * Waits until all is known that the ledger has.
   *
   * @return whether it is, within that time
   * @throws io.wattmesh.cluster.market.UserErrorException if the cluster has another market
   * @throws InterruptedException if the waiting is interrupted
   */
  public boolean awaitCaughtUp(Duration most) throws InterruptedException {
    CompletableFuture<Boolean> stopped =
        system.getWhenTerminated().toCompletableFuture().thenApply(done -> false);
    try {
      return (boolean)
          CompletableFuture.anyOf(caughtUp, stopped).get(most.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      return false;
    } catch (ExecutionException e) {
      throw new IllegalStateException("Following the ledger failed.", e);
    } finally {
      SameChain.requireLetIn(system, Map.of(shards.market(), market.genesis().chainId()));
    }
  }

  /** Whether it is no member any more, and hears nothing. */
  public boolean isGone() {
    return system.getWhenTerminated().toCompletableFuture().isDone();
  }

  /** The market's time, milliseconds since 1970 UTC as the market sees them. */
  public LongSupplier clock() {
    return clock;
  }

  /** The market's roles, wherever they are. */
  public MarketShards shards() {
    return shards;
  }

  /** Leaves the cluster; waits for it some time. */
  @Override
  public void close() {
    CoordinatedShutdown.get(system).runAll(CoordinatedShutdown.actorSystemTerminateReason());
    try {
      system
          .getWhenTerminated()
          .toCompletableFuture()
          .get(LEAVING.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (TimeoutException | ExecutionException e) {
      NodeReports.warn("not-left", "others will take this member down: " + e);
    }
  }
}
