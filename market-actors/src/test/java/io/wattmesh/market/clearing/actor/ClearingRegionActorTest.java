package io.wattmesh.market.clearing.actor;

import static io.wattmesh.market.MarketFixture.desk;
import static io.wattmesh.market.MarketFixture.hash;
import static io.wattmesh.market.MarketFixture.open;
import static io.wattmesh.market.clearing.ClearingFixture.BOOKS;
import static org.assertj.core.api.Assertions.assertThat;

import io.wattmesh.grid.certificate.CertificateChecker;
import io.wattmesh.grid.certificate.ClearingCertificate;
import io.wattmesh.grid.certificate.Verdict;
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
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.BehaviorInterceptor;
import org.apache.pekko.actor.typed.TypedActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.cluster.sharding.typed.javadsl.Entity;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The seed's market cleared by sharded actors, also when messages between them are lost. */
@Tag("seed-15")
class ClearingRegionActorTest {
  private static final ClearingFixture MARKET = ClearingFixture.seed();
  private static final ClusterKit CLUSTER = ClusterKit.start();
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private static TestProbe<SubmitTransaction> ledger;
  private static final Set<Integer> LOST = ConcurrentHashMap.newKeySet();
  private static final AtomicInteger ARRIVED = new AtomicInteger();
  private static final AtomicLong INTERVALS = new AtomicLong();
  private static final AtomicInteger DROPPED = new AtomicInteger();

  /** Loses those signed messages whose number in the order of arrival is to be lost. */
  private static final class Lossy extends BehaviorInterceptor<ToRegion, ToRegion> {
    Lossy() {
      super(ToRegion.class);
    }

    @Override
    public Behavior<ToRegion> aroundReceive(
        TypedActorContext<ToRegion> context, ToRegion message, ReceiveTarget<ToRegion> target) {
      if (message instanceof ToRegion.Signed && LOST.contains(ARRIVED.incrementAndGet())) {
        DROPPED.incrementAndGet();
        return Behaviors.same();
      }
      return target.apply(context, message);
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
    public void removeUpTo(int bus, long interval) {}

    @Override
    public void close() {}
  }

  @BeforeAll
  static void start() {
    ledger = CLUSTER.kit().createTestProbe();
    var writer = CLUSTER.kit().spawn(BidStoreActor.create(new NoBids()));
    CLUSTER
        .sharding()
        .init(
            Entity.of(
                EntityKeys.AGGREGATOR,
                entity -> {
                  int bus = Integer.parseInt(entity.getEntityId());
                  return AggregatorActor.create(
                      new AggregatorActor.Post(
                          desk(bus),
                          MARKET.regionOf(bus),
                          new NoBids(),
                          writer,
                          ledger.ref(),
                          () -> open(0)));
                }));
    CLUSTER
        .sharding()
        .init(
            Entity.of(
                EntityKeys.REGION,
                entity ->
                    Behaviors.intercept(
                        Lossy::new,
                        ClearingRegionActor.create(
                            MARKET.post(Integer.parseInt(entity.getEntityId())),
                            ledger.ref(),
                            new ClearingRegionActor.Observers(figures -> {}, reason -> {})))));
  }

  @AfterAll
  static void stop() {
    CLUSTER.close();
  }

  /** Clears the next interval. */
  private static void clear(Set<Integer> lost) {
    long interval = INTERVALS.incrementAndGet();
    LOST.clear();
    LOST.addAll(lost);
    ARRIVED.set(0);
    DROPPED.set(0);
    MARKET
        .bids()
        .forEach(
            (bus, standing) -> {
              var aggregator = EntityKeys.aggregator(CLUSTER.sharding(), bus);
              aggregator.tell(
                  new ToAggregator.BookCommitted(interval, hash("book"), standing, Map.of()));
              aggregator.tell(new ToAggregator.BooksFrozen(interval, BOOKS));
            });
    for (int region = 0; region < MARKET.regions(); region++) {
      EntityKeys.region(CLUSTER.sharding(), region)
          .tell(new ToRegion.ClearingBegins(interval, BOOKS));
    }
    assertValid(certificate(interval));
    for (int region = 0; region < MARKET.regions(); region++) {
      EntityKeys.region(CLUSTER.sharding(), region).tell(new ToRegion.ClearingEnded(interval));
    }
    MARKET
        .bids()
        .keySet()
        .forEach(
            bus ->
                EntityKeys.aggregator(CLUSTER.sharding(), bus)
                    .tell(new ToAggregator.IntervalVoided(interval)));
  }

  /** The clearing of an interval; those of intervals before may still be handed in again. */
  private static ClearingCertificate certificate(long interval) {
    while (true) {
      SignedEnvelope clearing = ledger.receiveMessage(PATIENCE).transaction();
      assertThat(clearing.type()).isEqualTo(MessageType.CLEARING);
      ClearingCertificate certificate = ClearingCertificate.decode(clearing.payload());
      if (certificate.interval() == interval) {
        return certificate;
      }
    }
  }

  private static void assertValid(ClearingCertificate certificate) {
    Verdict verdict =
        CertificateChecker.check(MARKET.rounded().model(), certificate, MARKET.busBids());
    assertThat(verdict).matches(Verdict::isValid);
    assertThat(Math.round(certificate.pricePicosPerMwh(0) / 1e6)).isEqualTo(10_000_000);
    assertThat(Math.round(certificate.pricePicosPerMwh(1) / 1e6)).isEqualTo(15_000_000);
    assertThat(Math.round(certificate.pricePicosPerMwh(2) / 1e6)).isEqualTo(15_000_000);
  }

  @Test
  void threeRegionsClearTheSeedsMarket() {
    clear(Set.of());
    assertThat(DROPPED).hasValue(0);
  }

  /** Whichever region it is that must repeat, the others' repetitions do not keep it from it. */
  @Test
  @Tag("seed-5")
  void messagesThatAreLostOnTheWayAreRepeatedUntilTheMarketHasCleared() {
    clear(Set.of(2, 6, 13));
    assertThat(DROPPED).hasValue(3);
  }
}
