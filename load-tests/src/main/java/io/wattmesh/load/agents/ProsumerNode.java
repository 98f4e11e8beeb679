package io.wattmesh.load.agents;

import io.wattmesh.cluster.node.ClusterOfOne;
import io.wattmesh.market.message.MarketTick;
import io.wattmesh.market.message.SubmitTransaction;
import io.wattmesh.market.message.ToAggregator;
import io.wattmesh.market.message.ToMeter;
import io.wattmesh.market.message.ToProsumer;
import io.wattmesh.market.message.actor.EntityKeys;
import io.wattmesh.market.message.actor.MarketShards;
import io.wattmesh.market.participant.actor.ProsumerActor;
import io.wattmesh.proto.codec.MarketCodec;
import io.wattmesh.proto.crypto.MessageType;
import io.wattmesh.proto.crypto.SignedEnvelope;
import io.wattmesh.proto.model.Bid;
import io.wattmesh.proto.model.ParticipantId;
import java.util.concurrent.atomic.LongAdder;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.Props;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.cluster.sharding.typed.javadsl.Entity;

/**
 * A node by itself with the product's prosumers, sharded as they are in a market. At each bus a
 * probe stands in the aggregator's place and one in the meter's, sharded too. The first reads each
 * bid and answers with it in the acknowledgement's place, without a check or a signature of its
 * own; the second counts. A prosumer has answered a call once it has its acknowledgement.
 */
final class ProsumerNode implements AutoCloseable {
  private static final long PRICE_MICROS_PER_MWH = 30_000_000;

  private final ClusterOfOne cluster = ClusterOfOne.start();
  private final LongAdder deliveries = new LongAdder();
  private final LongAdder awake = new LongAdder();
  private final Crowd crowd;
  private final Runnable stillStopping;

  /**
   * @param stillStopping hears that not all have stopped
   */
  ProsumerNode(Crowd crowd, RollCall calls, Runnable stillStopping) {
    this.crowd = crowd;
    this.stillStopping = stillStopping;
    ActorRef<SubmitTransaction> ledger =
        cluster.spawn(Behaviors.ignore(), "no-ledger", Props.empty());
    ProsumerActor.AnswerListener answers =
        (participant, interval, acknowledged) -> {
          if (acknowledged) {
            calls.onAnswer(crowd.index(participant), interval);
          }
        };
    var market = MarketShards.only(cluster.system());
    cluster
        .sharding()
        .init(
            Entity.of(
                EntityKeys.PROSUMER,
                entity ->
                    ProsumerActor.create(
                        crowd.participation(new ParticipantId(entity.getEntityId())),
                        ledger,
                        answers,
                        market)));
    cluster.sharding().init(Entity.of(EntityKeys.AGGREGATOR, entity -> aggregator()));
    cluster.sharding().init(Entity.of(EntityKeys.METER, entity -> meter()));
  }

  private Behavior<ToAggregator> aggregator() {
    return Behaviors.receiveMessage(
        message -> {
          if (message instanceof ToAggregator.SubmitBid submitted) {
            SignedEnvelope envelope = SignedEnvelope.ofBytes(submitted.signedBid());
            if (envelope.type() == MessageType.BID) {
              Bid bid = MarketCodec.decodeBid(envelope.payload());
              EntityKeys.prosumer(cluster.sharding(), bid.participant().value())
                  .tell(new ToProsumer.BidAcknowledged(bid.interval(), envelope));
            }
          }
          return Behaviors.same();
        });
  }

  private Behavior<ToMeter> meter() {
    return Behaviors.receiveMessage(
        message -> {
          if (message instanceof ToMeter.Delivered) {
            deliveries.increment();
          } else if (message instanceof MarketTick) {
            awake.increment();
          }
          return Behaviors.same();
        });
  }

  /**
   * Starts the meters, as time does in a market: a shard region keeps only so many messages for
   * shards that have no home yet, and drops the rest.
   */
  void wakeMeters() {
    for (int bus = 1; bus <= Crowd.BUSES; bus++) {
      EntityKeys.meter(cluster.sharding(), bus).tell(new MarketTick(Crowd.openMillis(0)));
    }
  }

  /** How many meters have been started. */
  long awake() {
    return awake.sum();
  }

  /** Lets a prosumer know what it was awarded, nothing at a price, and that it may bid again. */
  void call(int index, long round) {
    if (round > 0) {
      tell(index, new ToProsumer.AwardTold(round - 1, 0, PRICE_MICROS_PER_MWH, false));
    }
    tell(index, new MarketTick(Crowd.openMillis(round)));
  }

  private void tell(int index, ToProsumer message) {
    EntityKeys.prosumer(cluster.sharding(), crowd.name(index)).tell(message);
  }

  /** What the meters were told. */
  long deliveries() {
    return deliveries.sum();
  }

  /** A million actors may take longer to stop than anybody waits; the process ends anyway. */
  @Override
  public void close() {
    try {
      cluster.close();
    } catch (IllegalStateException e) {
      stillStopping.run();
    }
  }
}
