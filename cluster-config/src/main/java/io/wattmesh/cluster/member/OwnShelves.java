package io.wattmesh.cluster.member;

import io.wattmesh.cluster.node.BidShelf;
import io.wattmesh.cluster.node.BidShelves;
import io.wattmesh.cluster.node.ClusterOfOne;
import io.wattmesh.market.directory.AggregatorSeat;
import io.wattmesh.market.message.ToAggregator;
import io.wattmesh.market.store.BidStore;
import io.wattmesh.market.store.actor.BidStoreActor;
import java.util.function.Function;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.Behaviors;

/**
 * Opens an aggregator's shelf when it comes to life here, and closes it with it. If its writer
 * fails, so does the aggregator, and begins anew with what is durable; but not if it is over
 * because a younger life has begun elsewhere.
 */
record OwnShelves(NodeStores stores) implements BidShelves {
  @Override
  public Behavior<ToAggregator> with(
      AggregatorSeat seat, Function<BidShelf, Behavior<ToAggregator>> begin) {
    return Behaviors.setup(
        actor -> {
          BidStore store = stores.openBids(seat);
          ActorRef<BidStoreActor.Command> writer =
              actor.spawn(BidStoreActor.create(store), "bids", ClusterOfOne.DISK);
          actor.watch(writer);
          return Behaviors.intercept(UntilFenced::new, begin.apply(new BidShelf(store, writer)));
        });
  }
}
