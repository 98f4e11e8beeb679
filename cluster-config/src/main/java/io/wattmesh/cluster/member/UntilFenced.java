package io.wattmesh.cluster.member;

import io.wattmesh.market.message.ToAggregator;
import io.wattmesh.market.store.BidsFencedException;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.BehaviorInterceptor;
import org.apache.pekko.actor.typed.ChildFailed;
import org.apache.pekko.actor.typed.Signal;
import org.apache.pekko.actor.typed.TypedActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;

/**
 * An aggregator whose writer found out that a younger life has begun does nothing any more, until
 * its shard is taken from here: to begin anew would end the younger one.
 */
final class UntilFenced extends BehaviorInterceptor<ToAggregator, ToAggregator> {
  UntilFenced() {
    super(ToAggregator.class);
  }

  @Override
  public Behavior<ToAggregator> aroundReceive(
      TypedActorContext<ToAggregator> actor,
      ToAggregator message,
      ReceiveTarget<ToAggregator> aggregator) {
    return aggregator.apply(actor, message);
  }

  @Override
  public Behavior<ToAggregator> aroundSignal(
      TypedActorContext<ToAggregator> actor, Signal signal, SignalTarget<ToAggregator> aggregator) {
    if (signal instanceof ChildFailed failed
        && failed.getCause() instanceof BidsFencedException fenced) {
      actor
          .asJava()
          .getLog()
          .atWarn()
          .addKeyValue("event", "aggregator-fenced")
          .log("{}", fenced.getMessage());
      // Not ignore(), which would not even hear that its shard is handed over.
      return Behaviors.receiveMessage(message -> Behaviors.same());
    }
    return aggregator.apply(actor, signal);
  }
}
