package io.wattmesh.market.aggregation.actor;

import static io.wattmesh.market.MarketFixture.OFFER;
import static io.wattmesh.market.MarketFixture.SCHEDULE;
import static io.wattmesh.market.MarketFixture.desk;
import static io.wattmesh.market.MarketFixture.hash;
import static io.wattmesh.market.MarketFixture.id;
import static io.wattmesh.market.MarketFixture.open;
import static io.wattmesh.market.MarketFixture.sign;
import static org.assertj.core.api.Assertions.assertThat;

import io.wattmesh.market.aggregation.BidIntake;
import io.wattmesh.market.clearing.BusCurveMessage;
import io.wattmesh.market.message.MarketTick;
import io.wattmesh.market.message.SubmitTransaction;
import io.wattmesh.market.message.ToAggregator;
import io.wattmesh.market.message.ToAggregator.StandingCurve;
import io.wattmesh.market.message.ToAggregator.SubmitBid;
import io.wattmesh.market.message.ToProsumer;
import io.wattmesh.market.message.ToProsumer.AwardTold;
import io.wattmesh.market.message.ToProsumer.BidAcknowledged;
import io.wattmesh.market.message.ToProsumer.BidRefused;
import io.wattmesh.market.message.ToRegion;
import io.wattmesh.market.message.actor.ClusterKit;
import io.wattmesh.market.message.actor.EntityKeys;
import io.wattmesh.market.store.BidStore;
import io.wattmesh.market.store.BidStore.StoredBid;
import io.wattmesh.market.store.MemoryBidStore;
import io.wattmesh.market.store.RocksBidStore;
import io.wattmesh.market.store.actor.BidStoreActor;
import io.wattmesh.proto.book.BidBook;
import io.wattmesh.proto.crypto.MessageType;
import io.wattmesh.proto.crypto.SignedEnvelope;
import io.wattmesh.proto.model.Bid;
import io.wattmesh.proto.model.BidCurve;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.DispatcherSelector;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What leaves an aggregator, to whom, and never before the disk has it. */
class AggregatorActorTest {
  private static final long INTERVAL = 3;
  private static final int REGION = 41;
  private static final Duration A_WHILE = Duration.ofMillis(400);

  /** What an entity of some id heard. */
  private record Heard<T>(String id, T message) {}

  private static final ClusterKit CLUSTER = ClusterKit.start();
  private static final ActorTestKit KIT = CLUSTER.kit();
  private static final AtomicInteger BUSES = new AtomicInteger(100);

  private static TestProbe<Heard<ToProsumer>> prosumers;
  private static TestProbe<Heard<ToRegion>> regions;

  private final int bus = BUSES.incrementAndGet();
  private final String alice = "alice-" + bus;
  private final String bob = "bob-" + bus;
  private final AtomicLong clock = new AtomicLong(open(INTERVAL));
  private final TestProbe<SubmitTransaction> ledger = KIT.createTestProbe();

  @BeforeAll
  static void record() {
    prosumers = KIT.createTestProbe();
    regions = KIT.createTestProbe();
    CLUSTER.record(
        EntityKeys.PROSUMER, (id, message) -> prosumers.ref().tell(new Heard<>(id, message)));
    CLUSTER.record(
        EntityKeys.REGION, (id, message) -> regions.ref().tell(new Heard<>(id, message)));
  }

  @AfterAll
  static void stop() {
    CLUSTER.close();
  }

  private ActorRef<BidStoreActor.Command> writer(BidStore store) {
    return KIT.spawn(BidStoreActor.create(store), DispatcherSelector.blocking());
  }

  private ActorRef<ToAggregator> aggregator(
      BidStore store, ActorRef<BidStoreActor.Command> writer) {
    BidIntake.Desk desk = desk(bus, alice, bob);
    return KIT.spawn(
        AggregatorActor.create(
            new AggregatorActor.Post(desk, REGION, store, writer, ledger.ref(), clock::get)));
  }

  private ActorRef<ToAggregator> aggregator(BidStore store) {
    return aggregator(store, writer(store));
  }

  private SignedEnvelope bid(String participant, long nonce) {
    return sign(new Bid(id(participant), bus, INTERVAL, nonce, OFFER));
  }

  private static SubmitBid submit(SignedEnvelope bid) {
    return new SubmitBid(bid.toBytes());
  }

  private static BidAcknowledged acknowledged(Heard<ToProsumer> heard) {
    assertThat(heard.message()).isInstanceOf(BidAcknowledged.class);
    return (BidAcknowledged) heard.message();
  }

  @Test
  void noAcknowledgementLeavesBeforeTheBidIsDurableHoweverOftenItIsSent() {
    var store = new FragileBidStore();
    ActorRef<ToAggregator> aggregator = aggregator(store);
    aggregator.tell(submit(bid(alice, 1)));
    aggregator.tell(submit(bid(alice, 1)));
    prosumers.expectNoMessage(A_WHILE);
    store.release();
    Heard<ToProsumer> first = prosumers.receiveMessage();
    assertThat(first.id()).isEqualTo(alice);
    Heard<ToProsumer> second = prosumers.receiveMessage();
    assertThat(acknowledged(second)).isEqualTo(acknowledged(first));
    assertThat(store.load(bus)).hasSize(1);
  }

  @Test
  void aBidThatComesWhileOthersWaitForTheirChecksIsStampedBeforeThem() throws Exception {
    List<String> order = Collections.synchronizedList(new ArrayList<>());
    var busy = new CountDownLatch(1);
    TestProbe<BidStoreActor.Command> writer = KIT.createTestProbe();
    LongSupplier clockThatStalls =
        () -> {
          order.add("arrival");
          if (order.size() == 3) {
            await(busy);
          }
          return clock.get();
        };
    var post =
        new AggregatorActor.Post(
            desk(bus, alice, bob),
            REGION,
            new MemoryBidStore(),
            writer.ref(),
            ledger.ref(),
            clockThatStalls);
    ActorRef<ToAggregator> aggregator =
        KIT.spawn(
            AggregatorActor.create(
                post.answering((shards, participant, message) -> order.add("answer"))));
    aggregator.tell(submit(bid(alice, 1)));
    aggregator.tell(submit(bid(bob, 1)));
    var first = writer.expectMessageClass(BidStoreActor.Store.class);
    var second = writer.expectMessageClass(BidStoreActor.Store.class);

    aggregator.tell(submit(bid(alice, 2))); // The aggregator is at it meanwhile.
    first.stored().run();
    second.stored().run();
    aggregator.tell(submit(bid(bob, 2)));
    busy.countDown();

    writer.expectMessageClass(BidStoreActor.Store.class);
    writer.expectMessageClass(BidStoreActor.Store.class);
    assertThat(List.copyOf(order)).startsWith("arrival", "arrival", "arrival", "arrival");
  }

  private static void await(CountDownLatch latch) {
    try {
      assertThat(latch.await(10, TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Test
  void nothingIsPromisedByAnAggregatorWhoseDiskFails() {
    var store = new FragileBidStore().breakDown();
    ActorRef<ToAggregator> aggregator = aggregator(store);
    aggregator.tell(submit(bid(alice, 1)));
    prosumers.expectNoMessage(A_WHILE);
    aggregator.tell(submit(bid(alice, 1)));
    aggregator.tell(submit(bid(bob, 1)));
    prosumers.expectNoMessage(A_WHILE);
    assertThat(store.load(bus)).isEmpty();
  }

  @Test
  void afterARestartOnTheSameStoreTheBidIsInTheBookAndItsAcknowledgementIsTheSame(
      @TempDir Path folder) {
    BidStore store = RocksBidStore.open(folder);
    ActorRef<BidStoreActor.Command> writer = writer(store);
    ActorRef<ToAggregator> first = aggregator(store, writer);
    first.tell(submit(bid(alice, 1)));
    BidAcknowledged promise = acknowledged(prosumers.receiveMessage());
    KIT.stop(first);

    ActorRef<ToAggregator> second = aggregator(store, writer);
    clock.addAndGet(500);
    second.tell(submit(bid(alice, 1)));
    assertThat(acknowledged(prosumers.receiveMessage())).isEqualTo(promise);
    clock.set(SCHEDULE.gateClosureMillis(INTERVAL));
    second.tell(new MarketTick(clock.get()));
    SignedEnvelope book = ledger.receiveMessage().transaction();
    assertThat(BidBook.ofBytes(book.payload()).bids()).containsExactly(bid(alice, 1));
    KIT.stop(second);
    KIT.stop(writer);
  }

  @Test
  void aBookIsHandedInAgainUntilItIsCommittedAndThenForgottenByTheStore() {
    var store = new FragileBidStore().release();
    ActorRef<ToAggregator> aggregator = aggregator(store);
    aggregator.tell(submit(bid(alice, 1)));
    prosumers.receiveMessage();
    clock.set(SCHEDULE.gateClosureMillis(INTERVAL));
    aggregator.tell(new MarketTick(clock.get()));
    SubmitTransaction book = ledger.receiveMessage();
    assertThat(book.transaction().type()).isEqualTo(MessageType.BID_BOOK);
    assertThat(ledger.receiveMessage(Duration.ofSeconds(5))).isEqualTo(book);
    aggregator.tell(committed(Map.of()));
    aggregator.tell(new MarketTick(clock.get()));
    ledger.expectNoMessage(Duration.ofMillis(2_500));
    assertThat(store.load(bus)).isEmpty();
  }

  @Test
  void aBookIsSignedOnlyOnceTheStoreHasClosedItAndHasWhatAnotherLifeStored() {
    var shared = new SharedBidStore();
    ActorRef<ToAggregator> aggregator = aggregator(shared);
    aggregator.tell(submit(bid(alice, 1)));
    prosumers.receiveMessage();
    shared.put(List.of(new StoredBid(bus, INTERVAL, bob, clock.get(), bid(bob, 1).toBytes())));
    clock.set(SCHEDULE.gateClosureMillis(INTERVAL));
    aggregator.tell(new MarketTick(clock.get()));
    ledger.expectNoMessage(A_WHILE);
    shared.close.countDown();
    SignedEnvelope book = ledger.receiveMessage().transaction();
    assertThat(BidBook.ofBytes(book.payload()).bids()).containsExactly(bid(alice, 1), bid(bob, 1));
    assertThat(shared.closings).hasValue(1);
  }

  @Test
  void aBookThatAnEarlierLifeClosedTakesNoBidThoughTheGateIsOpen() {
    var shared = new SharedBidStore();
    shared.closedBefore = INTERVAL;
    aggregator(shared).tell(submit(bid(alice, 1)));
    assertThat(prosumers.receiveMessage().message())
        .isInstanceOfSatisfying(
            BidRefused.class, refused -> assertThat(refused.reason()).isEqualTo("GATE_CLOSED"));
  }

  /** A store that another life has too; closing a book takes a while. */
  private static final class SharedBidStore implements BidStore {
    private final MemoryBidStore bids = new MemoryBidStore();
    private final CountDownLatch close = new CountDownLatch(1);
    private final AtomicInteger closings = new AtomicInteger();
    private long closedBefore = -1;

    @Override
    public void put(List<StoredBid> some) {
      bids.put(some);
    }

    @Override
    public List<StoredBid> load(int bus) {
      return bids.load(bus);
    }

    @Override
    public void remove(List<StoredBid> some) {
      bids.remove(some);
    }

    @Override
    public void removeUpTo(int bus, long interval) {
      bids.removeUpTo(bus, interval);
    }

    @Override
    public List<StoredBid> closeBook(int bus, long interval) {
      try {
        assertThat(close.await(20, TimeUnit.SECONDS)).isTrue();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
      closings.incrementAndGet();
      return bids.load(bus);
    }

    @Override
    public long closedInterval(int bus) {
      return closedBefore;
    }

    @Override
    public void close() {}
  }

  private ToAggregator.BookCommitted committed(Map<String, String> refused) {
    return new ToAggregator.BookCommitted(
        INTERVAL,
        hash("book"),
        List.of(
            new StandingCurve(id(alice), OFFER),
            new StandingCurve(id(bob), BidCurve.fixed(-2_000))),
        refused.entrySet().stream()
            .collect(Collectors.toMap(entry -> id(entry.getKey()), Map.Entry::getValue)));
  }

  @Test
  void aRefusalNamesTheReasonToAMember() {
    ActorRef<ToAggregator> aggregator = aggregator(new FragileBidStore().release());
    clock.set(SCHEDULE.gateClosureMillis(INTERVAL));
    aggregator.tell(submit(bid(alice, 6)));
    Heard<ToProsumer> heard = prosumers.receiveMessage();
    assertThat(heard.id()).isEqualTo(alice);
    assertThat(heard.message())
        .isInstanceOfSatisfying(
            BidRefused.class,
            refused -> {
              assertThat(refused.reason()).isEqualTo("GATE_CLOSED");
              assertThat(refused.interval()).isEqualTo(INTERVAL);
              assertThat(refused.nonce()).isEqualTo(6);
            });
  }

  @Test
  void noStrangersNameBringsAnActorToLife() {
    ActorRef<ToAggregator> aggregator = aggregator(new FragileBidStore().release());
    aggregator.tell(submit(bid("mallory", 1)));
    aggregator.tell(new SubmitBid(new byte[] {1, 2, 3}));
    aggregator.tell(new SubmitBid(new byte[0]));
    prosumers.expectNoMessage(A_WHILE);
    aggregator.tell(submit(bid(alice, 1)));
    assertThat(prosumers.receiveMessage().id()).isEqualTo(alice);
  }

  @Test
  void theSumOfTheStandingBidsGoesToTheBussOwnRegionUntilTheIntervalIsOver() {
    ActorRef<ToAggregator> aggregator = aggregator(new FragileBidStore().release());
    aggregator.tell(committed(Map.of()));
    aggregator.tell(new ToAggregator.BooksFrozen(INTERVAL, hash("books")));
    Heard<ToRegion> heard = regions.receiveMessage();
    assertThat(heard.id()).isEqualTo(Integer.toString(REGION));
    SignedEnvelope envelope = ((ToRegion.Signed) heard.message()).envelope();
    assertThat(envelope.type()).isEqualTo(MessageType.BUS_CURVE);
    BusCurveMessage curve = BusCurveMessage.ofBytes(envelope.payload());
    assertThat(curve.bus()).isEqualTo(bus);
    assertThat(curve.curve().minMw()).isEqualTo(-0.002);
    assertThat(curve.curve().maxMw()).isEqualTo(0.008);
    assertThat(regions.receiveMessage(Duration.ofSeconds(5))).isEqualTo(heard);
    aggregator.tell(new ToAggregator.IntervalVoided(INTERVAL));
    regions.expectNoMessage(Duration.ofMillis(2_500));
    voided();
  }

  private void voided() {
    Set<String> told = new HashSet<>();
    for (int k = 0; k < 2; k++) {
      Heard<ToProsumer> heard = prosumers.receiveMessage();
      assertThat(heard.message()).isEqualTo(new AwardTold(INTERVAL, 0, 0, true));
      told.add(heard.id());
    }
    assertThat(told).containsExactlyInAnyOrder(alice, bob);
  }

  @Test
  @Tag("seed-4")
  void everyMemberHearsOneAwardWithQuantityAndPriceAndTheyAddUp() {
    ActorRef<ToAggregator> aggregator = aggregator(new FragileBidStore().release());
    aggregator.tell(committed(Map.of()));
    // At 15 $/MWh the offer gives 5 kW, of which bob takes 2.
    aggregator.tell(new ToAggregator.BusCleared(INTERVAL, 15_000_000_000_000L, 3_000, 15_000_000));
    long sum = 0;
    Set<String> told = new HashSet<>();
    for (int k = 0; k < 2; k++) {
      Heard<ToProsumer> heard = prosumers.receiveMessage();
      told.add(heard.id());
      AwardTold award = (AwardTold) heard.message();
      assertThat(award.priceMicrosPerMwh()).isEqualTo(15_000_000);
      assertThat(award.voided()).isFalse();
      sum += award.awardWatts();
    }
    assertThat(told).containsExactlyInAnyOrder(alice, bob);
    assertThat(sum).isEqualTo(3_000);
    prosumers.expectNoMessage(A_WHILE);
  }

  @Test
  @Tag("seed-4")
  void whoseBidTheLedgerRefusesHearsTheReason() {
    ActorRef<ToAggregator> aggregator = aggregator(new FragileBidStore().release());
    aggregator.tell(committed(Map.of(alice, "NO_COLLATERAL")));
    Heard<ToProsumer> heard = prosumers.receiveMessage();
    assertThat(heard.id()).isEqualTo(alice);
    assertThat(((BidRefused) heard.message()).reason()).isEqualTo("NO_COLLATERAL");
  }

  @Test
  void questionsAreAnsweredWhateverThePriceAndAnUnknownClearingDoesNoHarm() {
    ActorRef<ToAggregator> aggregator = aggregator(new FragileBidStore().release());
    aggregator.tell(new ToAggregator.BusCleared(INTERVAL, 15_000_000_000_000L, 3_000, 15_000_000));
    prosumers.expectNoMessage(A_WHILE);
    aggregator.tell(committed(Map.of()));
    aggregator.tell(new ToAggregator.ResponseAsked(INTERVAL, REGION, Long.MAX_VALUE));
    assertThat(regions.receiveMessage().message())
        .isEqualTo(new ToRegion.ResponseGiven(INTERVAL, bus, Long.MAX_VALUE, 8_000, 8_000));
  }

  @Test
  void anAggregatorWithoutABookOfItsOwnTellsAwardsAllTheSame() {
    ActorRef<ToAggregator> aggregator = aggregator(new FragileBidStore());
    aggregator.tell(
        new ToAggregator.BusStands(
            INTERVAL, List.of(new ToAggregator.StandingCurve(id(alice), OFFER))));
    long watts = OFFER.maxWatts();
    aggregator.tell(
        new ToAggregator.BusCleared(
            INTERVAL, OFFER.priceMicrosPerMwh(OFFER.points() - 1) * 2_000_000, watts, 0));
    var told = new HashMap<String, ToProsumer>();
    for (int k = 0; k < 2; k++) {
      Heard<ToProsumer> heard = prosumers.receiveMessage();
      told.put(heard.id(), heard.message());
    }
    assertThat(told)
        .containsEntry(alice, new ToProsumer.AwardTold(INTERVAL, watts, 0, false))
        .containsEntry(bob, new ToProsumer.AwardTold(INTERVAL, 0, 0, false));
  }
}
