package io.wattmesh.cluster.member;

import io.wattmesh.market.message.ToAggregator;
import java.util.function.BooleanSupplier;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.BehaviorInterceptor;
import org.apache.pekko.actor.typed.TypedActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;

/**
 * An aggregator of a node that is told to stop hears no bid any more. It doesn't refuse them:
 * whoever gets no answer bids again, and finds the aggregator elsewhere.
 */
final class ClosedToBids extends BehaviorInterceptor<ToAggregator, ToAggregator> {
  private final BooleanSupplier draining;

  /**
   * @param draining whether the node is told to stop; asked at each bid
   */
  ClosedToBids(BooleanSupplier draining) {
    super(ToAggregator.class);
    this.draining = draining;
  }

  @Override
  public Behavior<ToAggregator> aroundReceive(
      TypedActorContext<ToAggregator> actor,
      ToAggregator message,
      ReceiveTarget<ToAggregator> aggregator) {
    return message instanceof ToAggregator.SubmitBid && draining.getAsBoolean()
        ? Behaviors.same()
        : aggregator.apply(actor, message);
  }
}
