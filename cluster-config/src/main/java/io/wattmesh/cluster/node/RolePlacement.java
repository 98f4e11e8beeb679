package io.wattmesh.cluster.node;

import io.wattmesh.cluster.settings.NodeRole;
import io.wattmesh.ledger.replication.ToValidator;
import io.wattmesh.ledger.replication.actor.ValidatorActor;
import io.wattmesh.market.directory.AggregatorSeat;
import io.wattmesh.market.message.ToAggregator;
import io.wattmesh.market.message.ToMeter;
import io.wattmesh.market.message.ToProsumer;
import io.wattmesh.market.message.ToRegion;
import io.wattmesh.proto.model.ParticipantId;
import java.util.Optional;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.cluster.sharding.typed.ShardingEnvelope;
import org.apache.pekko.cluster.sharding.typed.javadsl.Entity;

/** On which nodes roles run, and what a node does about each that comes to life on it. */
public interface RolePlacement {
  /** One node carries all, and tells each role the news by its name. */
  RolePlacement ONE_NODE = new RolePlacement() {};

  default <M> Entity<M, ShardingEnvelope<M>> place(
      NodeRole role, Entity<M, ShardingEnvelope<M>> entity) {
    return entity;
  }

  /** What stands in the place of a participant whose agent runs outside the cluster. */
  default Optional<Behavior<ToProsumer>> outsider(ParticipantId id) {
    return Optional.empty();
  }

  default Behavior<ToProsumer> prosumer(ParticipantId id, Behavior<ToProsumer> role) {
    return role;
  }

  default Behavior<ToAggregator> aggregator(AggregatorSeat seat, Behavior<ToAggregator> role) {
    return role;
  }

  default Behavior<ToMeter> meter(int bus, Behavior<ToMeter> role) {
    return role;
  }

  default Behavior<ToRegion> region(int region, Behavior<ToRegion> role) {
    return role;
  }

  default Behavior<ToValidator> validator(ValidatorActor.Post post) {
    return ValidatorActor.create(post);
  }
}
