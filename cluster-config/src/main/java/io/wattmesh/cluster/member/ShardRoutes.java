package io.wattmesh.cluster.member;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.wattmesh.cluster.settings.NodeRole;
import io.wattmesh.ledger.replication.actor.ValidatorKeys;
import io.wattmesh.market.message.actor.EntityKeys;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import org.apache.pekko.actor.ExtendedActorSystem;
import org.apache.pekko.actor.Extension;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.javadsl.Adapter;
import org.apache.pekko.actor.typed.javadsl.AskPattern;
import org.apache.pekko.cluster.Member;
import org.apache.pekko.cluster.sharding.ShardRegion.ClusterShardingStats;
import org.apache.pekko.cluster.sharding.typed.GetClusterShardingStats;
import org.apache.pekko.cluster.sharding.typed.javadsl.ClusterSharding;
import org.apache.pekko.cluster.sharding.typed.javadsl.EntityTypeKey;
import org.apache.pekko.cluster.typed.Cluster;
import org.apache.pekko.http.javadsl.model.ContentTypes;
import org.apache.pekko.http.javadsl.model.HttpEntities;
import org.apache.pekko.http.javadsl.server.AllDirectives;
import org.apache.pekko.http.javadsl.server.Route;
import org.apache.pekko.management.javadsl.ManagementRouteProvider;
import org.apache.pekko.management.javadsl.ManagementRouteProviderSettings;
import scala.jdk.javaapi.CollectionConverters;

/** Which node has how much of each role, as JSON under {@code /wattmesh/shards}. */
public final class ShardRoutes extends AllDirectives implements ManagementRouteProvider, Extension {
  private static final Duration PATIENCE = Duration.ofSeconds(3);

  /** What some nodes tell is told when the others' time is up, and not a moment before. */
  private static final Duration TOTAL_PATIENCE = PATIENCE.multipliedBy(2);

  /** What is cut into shards, and the role of whoever has some of it. */
  private record Type(EntityTypeKey<?> key, NodeRole role) {}

  private static final List<Type> TYPES =
      List.of(
          new Type(EntityKeys.PROSUMER, NodeRole.PROSUMER),
          new Type(EntityKeys.AGGREGATOR, NodeRole.AGGREGATOR),
          new Type(EntityKeys.METER, NodeRole.AGGREGATOR),
          new Type(EntityKeys.REGION, NodeRole.CLEARING),
          new Type(ValidatorKeys.VALIDATOR, NodeRole.VALIDATOR));

  private final ActorSystem<?> system;

  /** Called by Pekko Management, which finds this class by its configuration. */
  public ShardRoutes(ExtendedActorSystem system) {
    this.system = Adapter.toTyped(system);
  }

  @Override
  public Route routes(ManagementRouteProviderSettings settings) {
    return path(
        org.apache.pekko.http.javadsl.server.PathMatchers.segment("wattmesh").slash("shards"),
        () -> get(() -> onSuccess(shards(), this::json)));
  }

  private Route json(Map<String, Object> content) {
    try {
      return complete(
          HttpEntities.create(
              ContentTypes.APPLICATION_JSON, new ObjectMapper().writeValueAsString(content)));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("The shards cannot be written as JSON.", e);
    }
  }

  private CompletableFuture<Map<String, Object>> shards() {
    var asked = new LinkedHashMap<String, CompletableFuture<Map<String, Object>>>();
    TYPES.forEach(type -> asked.put(type.key().name(), byNode(type)));
    return CompletableFuture.allOf(asked.values().toArray(CompletableFuture[]::new))
        .thenApply(
            any -> {
              var types = new LinkedHashMap<String, Object>();
              asked.forEach((type, nodes) -> types.put(type, nodes.join()));
              return types;
            });
  }

  /** A role that has not begun on this node is not known here; of one that no node has, none is. */
  private CompletableFuture<Map<String, Object>> byNode(Type type) {
    if (!isSomewhere(type.role())) {
      return CompletableFuture.completedFuture(Map.of());
    }
    return AskPattern
        .<org.apache.pekko.cluster.sharding.typed.ClusterShardingQuery, ClusterShardingStats>ask(
            ClusterSharding.get(system).shardState(),
            replyTo -> new GetClusterShardingStats(type.key(), PATIENCE, replyTo),
            TOTAL_PATIENCE,
            system.scheduler())
        .toCompletableFuture()
        .<Map<String, Object>>thenApply(ShardRoutes::counts)
        .exceptionally(unknown -> Map.of());
  }

  private boolean isSomewhere(NodeRole role) {
    for (Member member : Cluster.get(system).state().getMembers()) {
      if (member.hasRole(role.key())) {
        return true;
      }
    }
    return false;
  }

  private static Map<String, Object> counts(ClusterShardingStats stats) {
    var nodes = new TreeMap<String, Object>();
    stats
        .getRegions()
        .forEach(
            (address, region) -> {
              Map<String, Object> ofShards = CollectionConverters.asJava(region.stats());
              nodes.put(
                  address.toString(),
                  Map.of(
                      "shards",
                      ofShards.size(),
                      "entities",
                      ofShards.values().stream().mapToInt(count -> (Integer) count).sum()));
            });
    return nodes;
  }
}
