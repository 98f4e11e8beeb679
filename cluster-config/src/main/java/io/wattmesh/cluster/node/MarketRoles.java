package io.wattmesh.cluster.node;

import io.wattmesh.cluster.settings.NodeRole;
import io.wattmesh.market.aggregation.actor.AggregatorActor;
import io.wattmesh.market.clearing.actor.ClearingRegionActor;
import io.wattmesh.market.directory.AggregatorSeat;
import io.wattmesh.market.directory.MarketDirectory;
import io.wattmesh.market.message.SubmitTransaction;
import io.wattmesh.market.message.ToAggregator;
import io.wattmesh.market.message.actor.MarketShards;
import io.wattmesh.market.metering.actor.MeterActor;
import io.wattmesh.market.participant.actor.ProsumerActor;
import io.wattmesh.proto.model.ParticipantId;
import java.util.function.LongSupplier;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.cluster.sharding.typed.javadsl.ClusterSharding;
import org.apache.pekko.cluster.sharding.typed.javadsl.Entity;

/** Lets a node carry the market's roles. */
public final class MarketRoles {
  private MarketRoles() {}

  /**
   * What the roles share on a node.
   *
   * @param ledger where transactions go
   * @param shelves where bids are kept
   * @param regions starts a clearing region
   * @param aggregators starts an aggregator
   */
  public record Shared(
      MarketDirectory directory,
      ActorRef<SubmitTransaction> ledger,
      BidShelves shelves,
      LongSupplier clockMillis,
      ProsumerActor.AnswerListener answers,
      ClearingRegionActor.Observers clearings,
      RegionStarter regions,
      AggregatorStarter aggregators) {}

  public static void start(ClusterSharding sharding, Shared shared) {
    start(sharding, shared, RolePlacement.ONE_NODE);
  }

  public static void start(ClusterSharding sharding, Shared shared, RolePlacement placement) {
    start(MarketShards.of(sharding, ""), shared, placement);
  }

  /** The roles of one of several markets. */
  public static void start(MarketShards market, Shared shared, RolePlacement placement) {
    ClusterSharding sharding = market.sharding();
    MarketDirectory directory = shared.directory();
    sharding.init(
        placement.place(
            NodeRole.PROSUMER,
            Entity.of(
                market.prosumers(),
                entity -> {
                  var id = new ParticipantId(entity.getEntityId());
                  return placement
                      .outsider(id)
                      .orElseGet(
                          () ->
                              placement.prosumer(
                                  id,
                                  ProsumerActor.create(
                                      directory.participation(id),
                                      shared.ledger(),
                                      shared.answers(),
                                      market)));
                })));
    sharding.init(
        placement.place(
            NodeRole.AGGREGATOR,
            Entity.of(
                market.aggregators(),
                entity -> {
                  AggregatorSeat seat = AggregatorSeat.parse(entity.getEntityId());
                  return placement.aggregator(seat, aggregator(seat, shared, market.market()));
                })));
    sharding.init(
        placement.place(
            NodeRole.AGGREGATOR,
            Entity.of(
                market.meters(),
                entity -> {
                  int bus = Integer.parseInt(entity.getEntityId());
                  return placement.meter(
                      bus, MeterActor.create(directory.meters(bus), shared.ledger()));
                })));
    sharding.init(
        placement.place(
            NodeRole.CLEARING,
            Entity.of(
                market.regions(),
                entity -> {
                  int region = Integer.parseInt(entity.getEntityId());
                  return placement.region(
                      region,
                      shared
                          .regions()
                          .start(
                              directory.region(region),
                              shared.ledger(),
                              shared.clearings(),
                              market));
                })));
  }

  private static Behavior<ToAggregator> aggregator(
      AggregatorSeat seat, Shared shared, String market) {
    MarketDirectory directory = shared.directory();
    return shared
        .shelves()
        .with(
            seat,
            shelf ->
                shared
                    .aggregators()
                    .start(
                        seat,
                        new AggregatorActor.Post(
                                directory.desk(seat),
                                directory.regionOf(seat.bus()),
                                shelf.stored(),
                                shelf.writer(),
                                shared.ledger(),
                                shared.clockMillis())
                            .in(market)));
  }
}
