package io.wattmesh.cluster.member;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.wattmesh.cluster.settings.NodeRole;
import io.wattmesh.ledger.replication.actor.ValidatorKeys;
import io.wattmesh.market.message.actor.MarketShards;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
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

  /** What is cut into shards, and by what role members are known that have some of it. */
  private record Type(EntityTypeKey<?> key, String role) {}

  /** Members say by their roles which markets they carry. */
  private static final Pattern ROLE =
      Pattern.compile(
          Arrays.stream(NodeRole.values())
              .map(NodeRole::key)
              .collect(Collectors.joining("|", "(?:", ")(?:\\.(?<market>.+))?")));

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
    types().forEach(type -> asked.put(type.key().name(), byNode(type)));
    return CompletableFuture.allOf(asked.values().toArray(CompletableFuture[]::new))
        .thenApply(
            any -> {
              var types = new LinkedHashMap<String, Object>();
              asked.forEach((type, nodes) -> types.put(type, nodes.join()));
              return types;
            });
  }

  private List<Type> types() {
    var types = new ArrayList<Type>();
    for (String market : markets()) {
      var shards = MarketShards.of(ClusterSharding.get(system), market);
      types.add(type(shards.prosumers(), NodeRole.PROSUMER, market));
      types.add(type(shards.aggregators(), NodeRole.AGGREGATOR, market));
      types.add(type(shards.meters(), NodeRole.AGGREGATOR, market));
      types.add(type(shards.regions(), NodeRole.CLEARING, market));
      types.add(type(ValidatorKeys.of(market), NodeRole.VALIDATOR, market));
    }
    return types;
  }

  private static Type type(EntityTypeKey<?> key, NodeRole role, String market) {
    return new Type(key, HostedMarket.role(role, market));
  }

  private SortedSet<String> markets() {
    var markets = new TreeSet<String>();
    for (Member member : Cluster.get(system).state().getMembers()) {
      for (String role : member.getRoles()) {
        Matcher ofMarket = ROLE.matcher(role);
        if (ofMarket.matches()) {
          markets.add(Optional.ofNullable(ofMarket.group("market")).orElse(""));
        }
      }
    }
    return markets;
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

  private boolean isSomewhere(String role) {
    for (Member member : Cluster.get(system).state().getMembers()) {
      if (member.hasRole(role)) {
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
