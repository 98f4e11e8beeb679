package io.wattmesh.cluster.node;

import io.wattmesh.market.aggregation.actor.AggregatorActor;
import io.wattmesh.market.clearing.actor.ClearingRegionActor;
import io.wattmesh.market.directory.AggregatorSeat;
import io.wattmesh.market.directory.MarketDirectory;
import io.wattmesh.market.message.SubmitTransaction;
import io.wattmesh.market.message.actor.EntityKeys;
import io.wattmesh.market.metering.actor.MeterActor;
import io.wattmesh.market.participant.actor.ProsumerActor;
import io.wattmesh.proto.model.ParticipantId;
import java.util.List;
import java.util.function.LongSupplier;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.cluster.sharding.typed.javadsl.ClusterSharding;
import org.apache.pekko.cluster.sharding.typed.javadsl.Entity;

/** Lets a node carry the market's roles. */
public final class MarketRoles {
  private MarketRoles() {}

  /**
   * What the roles share on a node.
   *
   * @param ledger where transactions go
   * @param shelves where bids are kept, by the aggregators' places
   * @param regions starts a clearing region
   * @param aggregators starts an aggregator
   */
  public record Shared(
      MarketDirectory directory,
      ActorRef<SubmitTransaction> ledger,
      List<BidShelf> shelves,
      LongSupplier clockMillis,
      ProsumerActor.AnswerListener answers,
      ClearingRegionActor.Observers clearings,
      RegionStarter regions,
      AggregatorStarter aggregators) {
    public Shared {
      shelves = List.copyOf(shelves);
    }
  }

  public static void start(ClusterSharding sharding, Shared shared) {
    MarketDirectory directory = shared.directory();
    sharding.init(
        Entity.of(
            EntityKeys.PROSUMER,
            entity ->
                ProsumerActor.create(
                    directory.participation(new ParticipantId(entity.getEntityId())),
                    shared.ledger(),
                    shared.answers())));
    sharding.init(
        Entity.of(
            EntityKeys.AGGREGATOR,
            entity -> {
              AggregatorSeat seat = AggregatorSeat.parse(entity.getEntityId());
              BidShelf shelf = shared.shelves().get(seat.place());
              return shared
                  .aggregators()
                  .start(
                      seat,
                      new AggregatorActor.Post(
                          directory.desk(seat),
                          directory.regionOf(seat.bus()),
                          shelf.stored(),
                          shelf.writer(),
                          shared.ledger(),
                          shared.clockMillis()));
            }));
    sharding.init(
        Entity.of(
            EntityKeys.METER,
            entity ->
                MeterActor.create(
                    directory.meters(Integer.parseInt(entity.getEntityId())), shared.ledger())));
    sharding.init(
        Entity.of(
            EntityKeys.REGION,
            entity ->
                shared
                    .regions()
                    .start(
                        directory.region(Integer.parseInt(entity.getEntityId())),
                        shared.ledger(),
                        shared.clearings())));
  }
}
