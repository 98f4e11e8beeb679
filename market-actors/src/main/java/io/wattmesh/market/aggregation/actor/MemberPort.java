package io.wattmesh.market.aggregation.actor;

import io.wattmesh.market.message.ToProsumer;
import io.wattmesh.market.message.actor.EntityKeys;
import io.wattmesh.proto.model.ParticipantId;
import java.util.List;
import org.apache.pekko.cluster.sharding.typed.javadsl.ClusterSharding;

/**
 * How an aggregator reaches its members. What it says at one time is handed over together, since
 * many members may live in one place. Called on aggregators' threads, several at a time.
 */
@FunctionalInterface
public interface MemberPort {
  /** What one member is told. */
  record Told(ParticipantId member, ToProsumer.Told message) {}

  void tell(List<Told> messages);

  /** Each member is a sharded actor, wherever it lives. */
  static MemberPort sharded(ClusterSharding sharding) {
    return messages ->
        messages.forEach(
            one -> EntityKeys.prosumer(sharding, one.member().value()).tell(one.message()));
  }
}
