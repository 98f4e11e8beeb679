package io.wattmesh.cluster.node;

import io.wattmesh.market.directory.AggregatorSeat;
import io.wattmesh.market.message.ToAggregator;
import java.util.List;
import java.util.function.Function;
import org.apache.pekko.actor.typed.Behavior;

/** Finds each aggregator the place where its bids lie. */
@FunctionalInterface
public interface BidShelves {
  /** The aggregator of a seat, begun with its shelf. */
  Behavior<ToAggregator> with(
      AggregatorSeat seat, Function<BidShelf, Behavior<ToAggregator>> begin);

  /** Shelves that are open already, one for each place that aggregators have at their buses. */
  static BidShelves byPlace(List<BidShelf> shelves) {
    List<BidShelf> open = List.copyOf(shelves);
    return (seat, begin) -> begin.apply(open.get(seat.place()));
  }
}
