package io.wattmesh.market.message.actor;

import io.wattmesh.market.directory.AggregatorSeat;
import io.wattmesh.market.message.ToAggregator;
import io.wattmesh.market.message.ToMeter;
import io.wattmesh.market.message.ToProsumer;
import io.wattmesh.market.message.ToRegion;
import org.apache.pekko.cluster.sharding.typed.javadsl.ClusterSharding;
import org.apache.pekko.cluster.sharding.typed.javadsl.EntityRef;
import org.apache.pekko.cluster.sharding.typed.javadsl.EntityTypeKey;

/** The names under which the market's roles are sharded, and how to address one of them. */
public final class EntityKeys {
  /** By participant id. */
  public static final EntityTypeKey<ToProsumer> PROSUMER =
      EntityTypeKey.create(ToProsumer.class, "prosumer");

  /** By bus number; a bus's second aggregator by {@code BUS-2} and so on. */
  public static final EntityTypeKey<ToAggregator> AGGREGATOR =
      EntityTypeKey.create(ToAggregator.class, "aggregator");

  /** By bus number. */
  public static final EntityTypeKey<ToMeter> METER = EntityTypeKey.create(ToMeter.class, "meter");

  /** By region number. */
  public static final EntityTypeKey<ToRegion> REGION =
      EntityTypeKey.create(ToRegion.class, "clearing-region");

  private EntityKeys() {}

  public static EntityRef<ToProsumer> prosumer(ClusterSharding sharding, String participant) {
    return sharding.entityRefFor(PROSUMER, participant);
  }

  /** The first aggregator of a bus. */
  public static EntityRef<ToAggregator> aggregator(ClusterSharding sharding, int bus) {
    return aggregator(sharding, new AggregatorSeat(bus, 0));
  }

  public static EntityRef<ToAggregator> aggregator(ClusterSharding sharding, AggregatorSeat seat) {
    return sharding.entityRefFor(AGGREGATOR, seat.toString());
  }

  public static EntityRef<ToMeter> meter(ClusterSharding sharding, int bus) {
    return sharding.entityRefFor(METER, Integer.toString(bus));
  }

  public static EntityRef<ToRegion> region(ClusterSharding sharding, int region) {
    return sharding.entityRefFor(REGION, Integer.toString(region));
  }
}
