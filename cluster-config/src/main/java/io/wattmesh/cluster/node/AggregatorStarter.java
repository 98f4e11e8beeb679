package io.wattmesh.cluster.node;

import io.wattmesh.market.aggregation.actor.AggregatorActor;
import io.wattmesh.market.directory.AggregatorSeat;
import io.wattmesh.market.message.ToAggregator;
import org.apache.pekko.actor.typed.Behavior;

/** Starts an aggregator; fault drills put something else in an honest one's place. */
@FunctionalInterface
public interface AggregatorStarter {
  AggregatorStarter HONEST = (seat, post) -> AggregatorActor.create(post);

  Behavior<ToAggregator> start(AggregatorSeat seat, AggregatorActor.Post post);
}
