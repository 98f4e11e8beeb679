package io.wattmesh.market.message.actor;

import io.wattmesh.market.directory.AggregatorSeat;
import io.wattmesh.market.message.ToAggregator;
import io.wattmesh.market.message.ToMeter;
import io.wattmesh.market.message.ToProsumer;
import io.wattmesh.market.message.ToRegion;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.cluster.sharding.typed.javadsl.ClusterSharding;
import org.apache.pekko.cluster.sharding.typed.javadsl.EntityRef;
import org.apache.pekko.cluster.sharding.typed.javadsl.EntityTypeKey;

/**
 * The roles of one market, and how to address one of them. A cluster may have several markets,
 * whose participants, buses and regions are called alike: each market but a nameless one has shard
 * types of its own.
 */
public final class MarketShards {
  private final ClusterSharding sharding;
  private final String market;
  private final EntityTypeKey<ToProsumer> prosumers;
  private final EntityTypeKey<ToAggregator> aggregators;
  private final EntityTypeKey<ToMeter> meters;
  private final EntityTypeKey<ToRegion> regions;

  private MarketShards(ClusterSharding sharding, String market) {
    this.sharding = sharding;
    this.market = market;
    this.prosumers = named(ToProsumer.class, EntityKeys.PROSUMER);
    this.aggregators = named(ToAggregator.class, EntityKeys.AGGREGATOR);
    this.meters = named(ToMeter.class, EntityKeys.METER);
    this.regions = named(ToRegion.class, EntityKeys.REGION);
  }

  /** The only market of a cluster. */
  public static MarketShards only(ActorSystem<?> system) {
    return of(ClusterSharding.get(system), "");
  }

  /**
   * @param market its name within the cluster; empty for the only one
   */
  public static MarketShards of(ClusterSharding sharding, String market) {
    return new MarketShards(sharding, market);
  }

  private <M> EntityTypeKey<M> named(Class<M> message, EntityTypeKey<M> only) {
    return market.isEmpty() ? only : EntityTypeKey.create(message, only.name() + "." + market);
  }

  public ClusterSharding sharding() {
    return sharding;
  }

  /** Its name within the cluster; empty for the only one. */
  public String market() {
    return market;
  }

  public EntityTypeKey<ToProsumer> prosumers() {
    return prosumers;
  }

  public EntityTypeKey<ToAggregator> aggregators() {
    return aggregators;
  }

  public EntityTypeKey<ToMeter> meters() {
    return meters;
  }

  public EntityTypeKey<ToRegion> regions() {
    return regions;
  }

  public EntityRef<ToProsumer> prosumer(String participant) {
    return sharding.entityRefFor(prosumers, participant);
  }

  public EntityRef<ToAggregator> aggregator(AggregatorSeat seat) {
    return sharding.entityRefFor(aggregators, seat.toString());
  }

  public EntityRef<ToMeter> meter(int bus) {
    return sharding.entityRefFor(meters, Integer.toString(bus));
  }

  public EntityRef<ToRegion> region(int region) {
    return sharding.entityRefFor(regions, Integer.toString(region));
  }
}
