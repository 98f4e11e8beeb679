package io.wattmesh.cluster.node;

import io.wattmesh.market.directory.AggregatorSeat;
import io.wattmesh.market.message.ToAggregator;
import io.wattmesh.market.message.ToMeter;
import io.wattmesh.market.message.ToProsumer;
import io.wattmesh.market.message.ToRegion;
import io.wattmesh.market.message.actor.EntityKeys;
import io.wattmesh.proto.model.ParticipantId;
import org.apache.pekko.cluster.sharding.typed.javadsl.ClusterSharding;

/** Who hears the ledger's news. */
public interface NewsAudience {
  void tell(AggregatorSeat seat, ToAggregator message);

  void tellMeter(int bus, ToMeter message);

  void tellRegion(int region, ToRegion message);

  void tellProsumer(ParticipantId participant, ToProsumer message);

  /** All roles by their names, wherever they are; those that are nowhere come to life by it. */
  static NewsAudience byName(ClusterSharding sharding) {
    return new NewsAudience() {
      @Override
      public void tell(AggregatorSeat seat, ToAggregator message) {
        EntityKeys.aggregator(sharding, seat).tell(message);
      }

      @Override
      public void tellMeter(int bus, ToMeter message) {
        EntityKeys.meter(sharding, bus).tell(message);
      }

      @Override
      public void tellRegion(int region, ToRegion message) {
        EntityKeys.region(sharding, region).tell(message);
      }

      @Override
      public void tellProsumer(ParticipantId participant, ToProsumer message) {
        EntityKeys.prosumer(sharding, participant.value()).tell(message);
      }
    };
  }
}
