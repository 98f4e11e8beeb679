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
 * own; the second counts. When a prosumer has answered a call, {@link RoundKind} says.
 */
final class ProsumerNode implements AutoCloseable {
  private static final long PRICE_MICROS_PER_MWH = 30_000_000;

  /** More take too long to stop one by one; they end with the process. */
  private static final int STOPPED = 100_000;

  private final ClusterOfOne cluster;
  private final LongAdder deliveries = new LongAdder();
  private final LongAdder awake = new LongAdder();
  private final Crowd crowd;
  private final RoundKind kind;
  private final RollCall calls;

  ProsumerNode(RunPlan plan, RollCall calls) {
    this.crowd = plan.crowd();
    this.kind = plan.kind();
    this.calls = calls;
    this.cluster = crowd.size() > STOPPED ? ClusterOfOne.startUnattended() : ClusterOfOne.start();
    ActorRef<SubmitTransaction> ledger =
        cluster.spawn(Behaviors.ignore(), "no-ledger", Props.empty());
    ProsumerActor.AnswerListener answers =
        (participant, interval, acknowledged) -> {
          if (acknowledged && kind == RoundKind.BID) {
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
          if (message instanceof ToMeter.Delivered delivered) {
            deliveries.increment();
            if (kind == RoundKind.REACH) {
              calls.onAnswer(crowd.index(delivered.participant()), delivered.interval());
            }
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

  /**
   * Lets a prosumer know what it was awarded, nothing at a price, and, where it is to bid, that it
   * may do so again.
   */
  void call(int index, long round) {
    switch (kind) {
      case REACH -> tell(index, award(round));
      case BID -> {
        if (round > 0) {
          tell(index, award(round - 1));
        }
        tell(index, new MarketTick(Crowd.openMillis(round)));
      }
    }
  }

  private static ToProsumer award(long interval) {
    return new ToProsumer.AwardTold(interval, 0, PRICE_MICROS_PER_MWH, false);
  }

  private void tell(int index, ToProsumer message) {
    EntityKeys.prosumer(cluster.sharding(), crowd.name(index)).tell(message);
  }

  /** What the meters were told. */
  long deliveries() {
    return deliveries.sum();
  }

  /** Stops the actors, but not millions of them. */
  @Override
  public void close() {
    if (crowd.size() <= STOPPED) {
      cluster.close();
    }
  }
}
