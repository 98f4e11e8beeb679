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
import io.wattmesh.proto.model.MarketSchedule;
import io.wattmesh.proto.model.ParticipantId;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.LongSupplier;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.cluster.sharding.typed.ShardingEnvelope;

/**
 * A cluster's market, which this process joins as a member that carries none of it. Its nodes know
 * by the member's role whose devices it has, and answer those here.
 */
final class ClusterMarket implements MarketDoor {
  private static final Duration JOINING = Duration.ofMinutes(10);

  private final Settings settings;
  private final NodeSettings node;
  private final Part part;
  private final FirstInterval first;

  ClusterMarket(Settings settings, NodeSettings node, Part part, FirstInterval first) {
    this.first = first;
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
  public Reached open(FleetMarket market, Ears ears) throws IOException, InterruptedException {
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
      if (!guest.awaitCaughtUp(JOINING)) {
        throw new UserErrorException(
            ("The cluster's ledger is not here after %d s. Do nodes run at one of %s, and have they"
                    + " validators?")
                .formatted(JOINING.toSeconds(), node.node().seeds()));
      }
      long interval = first.await();
      requireInTime(market.schedule(), interval);
      return new Joined(guest, interval);
    } catch (IOException | InterruptedException | RuntimeException e) {
      guest.close();
      throw e;
    }
  }

  private void requireInTime(MarketSchedule schedule, long interval) {
    Instant opens =
        node.market()
            .start()
            .minusMillis(schedule.startMillis() - RunClock.openMillis(schedule, interval));
    Duration left = Duration.between(Instant.now(), opens);
    if (left.isNegative()) {
      throw new UserErrorException(
          ("The window of interval %d has opened %d s ago: bids would be late. Begin with a later"
                  + " one by --first-interval, the same for all generators.")
              .formatted(interval, -left.toSeconds()));
    }
  }

  private record Joined(ClusterGuest guest, long firstInterval) implements Reached {
    @Override
    public LongSupplier clock() {
      return guest.clock();
    }

    @Override
    public void bid(int bus, byte[] bid) {
      guest.shards().aggregator(new AggregatorSeat(bus, 0)).tell(new ToAggregator.SubmitBid(bid));
    }

    @Override
    public void deliver(int bus, ToMeter.Delivered delivered) {
      guest.shards().meter(bus).tell(delivered);
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
