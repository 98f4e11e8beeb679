package io.wattmesh.load.generate;

import io.wattmesh.cluster.market.UserErrorException;
import io.wattmesh.cluster.member.ClusterGuest;
import io.wattmesh.cluster.settings.NodeSettings;
import io.wattmesh.cluster.settings.Settings;
import io.wattmesh.load.workload.Part;
import io.wattmesh.market.directory.AggregatorSeat;
import io.wattmesh.market.message.ToAggregator;
import io.wattmesh.market.message.ToMeter;
import io.wattmesh.market.message.ToProsumer;
import io.wattmesh.market.message.actor.EntityKeys;
import io.wattmesh.proto.model.MarketSchedule;
import io.wattmesh.proto.model.ParticipantId;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.LongSupplier;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.cluster.sharding.typed.ShardingEnvelope;
import org.apache.pekko.cluster.sharding.typed.javadsl.ClusterSharding;

/**
 * A cluster's market, which this process joins as a member that carries none of it. Its nodes know
 * by the member's role whose devices it has, and answer those here.
 */
final class ClusterMarket implements MarketDoor {
  private final Settings settings;
  private final NodeSettings node;
  private final Part part;

  ClusterMarket(Settings settings, NodeSettings node, Part part) {
    this.settings = settings;
    this.node = node;
    this.part = part;
  }

  @Override
  public RunPlace place() {
    return RunPlace.generator(part);
  }

  @Override
  public boolean tellsAwards() {
    return false;
  }

  @Override
  public Reached open(FleetMarket market, Ears ears) throws InterruptedException {
    Duration left = untilFirstWindow(market.schedule());
    if (left.isNegative()) {
      throw late("opened %d s ago".formatted(-left.toSeconds()));
    }
    ClusterGuest guest =
        ClusterGuest.join(
            settings,
            node,
            market.market(),
            List.of(GeneratorAnswers.ROLE, part.role()),
            new ClusterGuest.Ears(ears::onBlock, ears::onTrouble),
            GeneratorAnswers.ACTOR,
            Behaviors.<ShardingEnvelope<ToProsumer>>receiveMessage(
                told -> {
                  ears.onTold(new ParticipantId(told.entityId()), told.message());
                  return Behaviors.same();
                }));
    try {
      if (!guest.awaitCaughtUp(left)) {
        throw late("opens now, and the ledger is not here yet");
      }
      return new Joined(guest);
    } catch (InterruptedException | RuntimeException e) {
      guest.close();
      throw e;
    }
  }

  private Duration untilFirstWindow(MarketSchedule schedule) {
    return Duration.between(Instant.now(), firstWindow(schedule, node.market().start()));
  }

  /** When the first window opens by the wall clock. */
  static Instant firstWindow(MarketSchedule schedule, Instant start) {
    return start.minusMillis(schedule.startMillis() - RunClock.firstOpenMillis(schedule));
  }

  private UserErrorException late(String what) {
    return new UserErrorException(
        ("The first window %s: its bids would all be late. Start generators once the nodes run, or"
                + " give everybody a later wattmesh.market.start than %s; `load --nodes` has"
                + " --start-within for it.")
            .formatted(what, node.market().start()));
  }

  private record Joined(ClusterGuest guest) implements Reached {
    @Override
    public LongSupplier clock() {
      return guest.clock();
    }

    @Override
    public void bid(int bus, byte[] bid) {
      EntityKeys.aggregator(sharding(), new AggregatorSeat(bus, 0))
          .tell(new ToAggregator.SubmitBid(bid));
    }

    @Override
    public void deliver(int bus, ToMeter.Delivered delivered) {
      EntityKeys.meter(sharding(), bus).tell(delivered);
    }

    private ClusterSharding sharding() {
      return guest.sharding();
    }

    /** The cluster's wakers do. */
    @Override
    public void remind() {}

    @Override
    public boolean isGone() {
      return guest.isGone();
    }

    @Override
    public void close() {
      guest.close();
    }
  }
}
