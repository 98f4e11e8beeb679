package io.wattmesh.cluster.member;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.typesafe.config.ConfigFactory;
import io.wattmesh.cluster.node.BidShelf;
import io.wattmesh.ledger.store.LedgerStore;
import io.wattmesh.market.directory.AggregatorSeat;
import io.wattmesh.market.message.MarketTick;
import io.wattmesh.market.message.ToAggregator;
import io.wattmesh.market.store.BidStore;
import io.wattmesh.market.store.BidsFencedException;
import io.wattmesh.market.store.MemoryBidStore;
import io.wattmesh.market.store.actor.BidStoreActor;
import io.wattmesh.proto.model.ParticipantId;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.SupervisorStrategy;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What becomes of an aggregator whose writer fails. */
class OwnShelvesTest {
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final AtomicInteger opened = new AtomicInteger();
  private final AtomicInteger heard = new AtomicInteger();
  private ActorSystem<ToAggregator> aggregator;

  @AfterEach
  void stop() {
    aggregator.terminate();
  }

  /** Stores whose writing fails. */
  private final class Failing implements NodeStores {
    private final RuntimeException failure;

    private Failing(RuntimeException failure) {
      this.failure = failure;
    }

    @Override
    public LedgerStore openLedger(ParticipantId validator) {
      throw new IllegalStateException("no validator is meant to be here");
    }

    @Override
    public LedgerStore readLedger(ParticipantId validator) {
      return openLedger(validator);
    }

    @Override
    public BidStore openBids(AggregatorSeat seat) {
      opened.incrementAndGet();
      var memory = new MemoryBidStore();
      return new BidStore() {
        @Override
        public void put(List<StoredBid> bids) {
          throw failure;
        }

        @Override
        public List<StoredBid> load(int bus) {
          return memory.load(bus);
        }

        @Override
        public void remove(List<StoredBid> bids) {
          memory.remove(bids);
        }

        @Override
        public void removeUpTo(int bus, long interval) {
          memory.removeUpTo(bus, interval);
        }

        @Override
        public void close() {}
      };
    }

    @Override
    public void close() {}
  }

  /** Has something stored at each tick. */
  private Behavior<ToAggregator> storing(BidShelf shelf) {
    return Behaviors.receiveMessage(
        message -> {
          heard.incrementAndGet();
          shelf.writer().tell(new BidStoreActor.Store(List.of(), () -> {}));
          return Behaviors.same();
        });
  }

  private void start(RuntimeException failure) {
    Behavior<ToAggregator> role =
        new OwnShelves(new Failing(failure), bids -> bids)
            .with(new AggregatorSeat(7, 0), this::storing);
    aggregator =
        ActorSystem.create(
            Behaviors.supervise(role).onFailure(SupervisorStrategy.restart()),
            "shelves",
            ConfigFactory.parseString("pekko.actor.provider = local, pekko.loglevel = OFF")
                .withFallback(ConfigFactory.load()));
  }

  @Test
  void it_begins_anew_with_what_is_durable_when_the_database_fails() {
    start(new IllegalStateException("the disk is full"));
    aggregator.tell(new MarketTick(1));
    await().atMost(PATIENCE).until(() -> opened.get() == 2);
  }

  @Test
  void it_does_nothing_any_more_when_a_younger_life_has_begun() throws InterruptedException {
    start(new BidsFencedException("it lives elsewhere"));
    aggregator.tell(new MarketTick(1));
    await().atMost(PATIENCE).until(() -> opened.get() == 1 && heard.get() == 1);
    // It may hear a few more before it knows.
    await()
        .atMost(PATIENCE)
        .until(
            () -> {
              int before = heard.get();
              aggregator.tell(new MarketTick(2));
              Thread.sleep(100);
              return heard.get() == before;
            });
    assertThat(opened).hasValue(1);
    assertThat(aggregator.whenTerminated().isCompleted()).isFalse();
  }
}
