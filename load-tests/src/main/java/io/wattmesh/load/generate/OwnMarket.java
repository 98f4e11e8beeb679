package io.wattmesh.load.generate;

import io.wattmesh.cluster.node.AggregatorStarter;
import io.wattmesh.cluster.node.RegionStarter;
import io.wattmesh.cluster.node.SimulatedClock;
import io.wattmesh.cluster.node.WholeMarketNode;
import io.wattmesh.consensus.snapshot.SnapshotOptions;
import io.wattmesh.market.aggregation.actor.AggregatorActor;
import io.wattmesh.market.clearing.actor.ClearingRegionActor;
import io.wattmesh.market.directory.AggregatorSeat;
import io.wattmesh.market.message.ToAggregator;
import io.wattmesh.market.message.ToMeter;
import io.wattmesh.market.message.actor.EntityKeys;
import io.wattmesh.proto.model.MarketSchedule;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * The whole market in this process, on a clock that is set to right before the first window.
 *
 * @param state where it keeps its state
 * @param snapshots when validators make snapshots, and whether they prune
 */
record OwnMarket(Path state, SnapshotOptions snapshots) implements MarketDoor {
  /** From everything being ready to the first window. */
  private static final long LEAD_IN_MILLIS = 1_500;

  @Override
  public RunPlace place() {
    return RunPlace.ONE_PROCESS;
  }

  @Override
  public boolean tellsAwards() {
    return true;
  }

  @Override
  public Reached open(FleetMarket market, Ears ears) {
    long opens = RunClock.openMillis(market.schedule(), 0);
    var clock = new SimulatedClock(opens - TimeUnit.HOURS.toMillis(1));
    AggregatorStarter aggregators =
        (seat, post) ->
            AggregatorActor.create(
                post.answering((shards, to, message) -> ears.onTold(to, message)));
    WholeMarketNode node =
        WholeMarketNode.start(
            market.market(),
            state,
            clock,
            snapshots,
            RegionStarter.HONEST,
            aggregators,
            new WholeMarketNode.Listeners(
                ears::onBlock,
                transaction -> {},
                ears::onTrouble,
                (participant, interval, acknowledged) -> {},
                new ClearingRegionActor.Observers(
                    taken -> ears.onHandedIn(taken.interval()),
                    givenUp ->
                        ears.onTrouble(
                            "a region gave up interval %d: %s"
                                .formatted(givenUp.interval(), givenUp.reason())),
                    abandoned -> {})));
    clock.forwardTo(opens - LEAD_IN_MILLIS);
    return new Running(node, clock, market.schedule());
  }

  private static final class Running implements Reached {
    private final WholeMarketNode node;
    private final SimulatedClock clock;
    private final MarketSchedule schedule;
    private boolean reminded;
    private long lastClosed;
    private long lastDelivered;

    Running(WholeMarketNode node, SimulatedClock clock, MarketSchedule schedule) {
      this.node = node;
      this.clock = clock;
      this.schedule = schedule;
    }

    @Override
    public LongSupplier clock() {
      return clock;
    }

    @Override
    public long firstInterval() {
      return 0;
    }

    @Override
    public void bid(int bus, byte[] bid) {
      EntityKeys.aggregator(node.sharding(), new AggregatorSeat(bus, 0))
          .tell(new ToAggregator.SubmitBid(bid));
    }

    @Override
    public void deliver(int bus, ToMeter.Delivered delivered) {
      EntityKeys.meter(node.sharding(), bus).tell(delivered);
    }

    /**
     * Time has come to a point: what roles of a cluster learn from its wakers. Aggregators and
     * meters hear it when a gate closes and when a delivery ends, and repeat by themselves what has
     * no answer; to tell them more often would only make them repeat it more often.
     */
    @Override
    public void remind() {
      long nowMillis = clock.getAsLong();
      long closed = schedule.lastClosedInterval(nowMillis);
      if (!reminded || closed != lastClosed) {
        lastClosed = closed;
        node.tickAggregators(nowMillis);
      }
      long delivered = Math.floorDiv(nowMillis - schedule.startMillis(), schedule.intervalMillis());
      if (!reminded || delivered != lastDelivered) {
        lastDelivered = delivered;
        node.tickMeters(nowMillis);
      }
      reminded = true;
    }

    @Override
    public boolean isGone() {
      return false;
    }

    @Override
    public void close() {
      node.close();
    }
  }
}
