package io.wattmesh.market.clearing.actor;

import static io.wattmesh.market.MarketFixture.desk;
import static io.wattmesh.market.MarketFixture.hash;
import static io.wattmesh.market.MarketFixture.open;
import static io.wattmesh.market.clearing.ClearingFixture.BOOKS;
import static org.assertj.core.api.Assertions.assertThat;

import io.wattmesh.grid.certificate.ClearingCertificate;
import io.wattmesh.market.aggregation.actor.AggregatorActor;
import io.wattmesh.market.clearing.ClearingFixture;
import io.wattmesh.market.message.SubmitTransaction;
import io.wattmesh.market.message.ToAggregator;
import io.wattmesh.market.message.ToRegion;
import io.wattmesh.market.message.actor.ClusterKit;
import io.wattmesh.market.message.actor.EntityKeys;
import io.wattmesh.market.store.BidStore;
import io.wattmesh.market.store.actor.BidStoreActor;
import io.wattmesh.proto.crypto.MessageType;
import io.wattmesh.proto.crypto.SignedEnvelope;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.BehaviorInterceptor;
import org.apache.pekko.actor.typed.TypedActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.cluster.sharding.typed.javadsl.Entity;

/** A market's regions and aggregators as sharded actors, with a probe in place of the ledger. */
final class ClearingCluster implements AutoCloseable {
  /** What is done with a message of a region's mail. */
  enum Fate {
    DELIVER,
    LOSE,
    /** The actor stops before it, and its memory is gone. */
    STOP,
    /** The actor fails before it, and its memory is gone. */
    FAIL
  }

  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final ClearingFixture market;
  private final ClusterKit cluster = ClusterKit.start();
  private final TestProbe<SubmitTransaction> ledger = cluster.kit().createTestProbe();

  /**
   * @param fate decides for each signed message that a region is about to hear; called on actors'
   *     threads
   */
  ClearingCluster(ClearingFixture market, BiFunction<Integer, ToRegion.Signed, Fate> fate) {
    this.market = market;
    var writer = cluster.kit().spawn(BidStoreActor.create(new NoBids()));
    cluster
        .sharding()
        .init(
            Entity.of(
                EntityKeys.AGGREGATOR,
                entity -> {
                  int bus = Integer.parseInt(entity.getEntityId());
                  return AggregatorActor.create(
                      new AggregatorActor.Post(
                          desk(bus),
                          market.regionOf(bus),
                          new NoBids(),
                          writer,
                          ledger.ref(),
                          () -> open(0)));
                }));
    cluster
        .sharding()
        .init(
            Entity.of(
                EntityKeys.REGION,
                entity -> {
                  int region = Integer.parseInt(entity.getEntityId());
                  return Behaviors.intercept(
                      () -> new Mail(region, fate),
                      ClearingRegionActor.create(
                          market.post(region),
                          ledger.ref(),
                          new ClearingRegionActor.Observers(
                              figures -> {}, failure -> {}, abandoned -> {})));
                }));
  }

  private static final class Mail extends BehaviorInterceptor<ToRegion, ToRegion> {
    private final int region;
    private final BiFunction<Integer, ToRegion.Signed, Fate> fate;

    Mail(int region, BiFunction<Integer, ToRegion.Signed, Fate> fate) {
      super(ToRegion.class);
      this.region = region;
      this.fate = fate;
    }

    @Override
    public Behavior<ToRegion> aroundReceive(
        TypedActorContext<ToRegion> context, ToRegion message, ReceiveTarget<ToRegion> target) {
      if (!(message instanceof ToRegion.Signed signed)) {
        return target.apply(context, message);
      }
      return switch (fate.apply(region, signed)) {
        case DELIVER -> target.apply(context, message);
        case LOSE -> Behaviors.same();
        case STOP -> Behaviors.stopped();
        case FAIL -> throw new IllegalStateException("killed by the test");
      };
    }
  }

  /** Nobody bids in these tests, so there is nothing to keep. */
  private static final class NoBids implements BidStore {
    @Override
    public void put(List<StoredBid> bids) {
      throw new UnsupportedOperationException("nobody bids here");
    }

    @Override
    public List<StoredBid> load(int bus) {
      return List.of();
    }

    @Override
    public void remove(List<StoredBid> bids) {}

    @Override
    public void removeUpTo(int bus, long interval) {}

    @Override
    public void close() {}
  }

  /** Clears an interval and lets everybody know that the ledger has it. */
  ClearingCertificate clear(long interval) {
    market
        .bids()
        .forEach(
            (bus, standing) -> {
              var aggregator = EntityKeys.aggregator(cluster.sharding(), bus);
              aggregator.tell(
                  new ToAggregator.BookCommitted(interval, hash("book"), standing, Map.of()));
              aggregator.tell(new ToAggregator.BooksFrozen(interval, BOOKS));
            });
    tellRegions(new ToRegion.ClearingBegins(interval, BOOKS));
    ClearingCertificate certificate = certificate(interval);
    tellRegions(new ToRegion.ClearingEnded(interval));
    market
        .bids()
        .keySet()
        .forEach(
            bus ->
                EntityKeys.aggregator(cluster.sharding(), bus)
                    .tell(new ToAggregator.IntervalVoided(interval)));
    return certificate;
  }

  private void tellRegions(ToRegion message) {
    for (int region = 0; region < market.regions(); region++) {
      EntityKeys.region(cluster.sharding(), region).tell(message);
    }
  }

  /** The clearing of an interval; those of intervals before may still be handed in again. */
  private ClearingCertificate certificate(long interval) {
    while (true) {
      SignedEnvelope clearing = ledger.receiveMessage(PATIENCE).transaction();
      assertThat(clearing.type()).isEqualTo(MessageType.CLEARING);
      ClearingCertificate certificate = ClearingCertificate.decode(clearing.payload());
      if (certificate.interval() == interval) {
        return certificate;
      }
    }
  }

  @Override
  public void close() {
    cluster.close();
  }
}
