package io.wattmesh.cluster.member;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.typesafe.config.ConfigFactory;
import io.wattmesh.agents.scenario.Scenarios;
import io.wattmesh.cluster.market.ScenarioMarket;
import io.wattmesh.ledger.market.LedgerEvent;
import io.wattmesh.ledger.replication.CommittedBlock;
import io.wattmesh.ledger.state.StandingBook;
import io.wattmesh.market.directory.AggregatorSeat;
import io.wattmesh.market.message.MarketTick;
import io.wattmesh.market.message.ToAggregator;
import io.wattmesh.market.sealing.SealedIntervals;
import io.wattmesh.proto.chain.BlockHeader;
import io.wattmesh.proto.model.Hash;
import io.wattmesh.proto.model.MarketSchedule;
import io.wattmesh.proto.model.ParticipantId;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.Props;
import org.apache.pekko.actor.typed.SpawnProtocol;
import org.apache.pekko.actor.typed.javadsl.AskPattern;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What a node's aggregators still do when it is told to stop. */
class DrainedAggregatorsTest {
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final long INTERVAL = 4;

  private final ScenarioMarket market =
      ScenarioMarket.of(Scenarios.load("seed-3bus"), Path.of("."));
  private final MarketSchedule schedule = market.genesis().parameters().schedule();
  private final List<AggregatorSeat> seats = market.clearing().seats();
  private final BlockingQueue<ToAggregator> heard = new LinkedBlockingQueue<>();
  private final AtomicBoolean draining = new AtomicBoolean();
  private final ActorSystem<SpawnProtocol.Command> system =
      ActorSystem.create(
          SpawnProtocol.create(),
          "drained",
          ConfigFactory.parseString("pekko.actor.provider = local, pekko.loglevel = WARNING")
              .withFallback(ConfigFactory.load()));
  private final ActorRef<NewsActor.Command> news = spawn(NewsActor.create(market), "news");
  private final MemberPlacement placement =
      new MemberPlacement(
          news, draining::get, java.util.Optional.empty(), java.util.Set.of(), gone -> {}, "");

  @AfterEach
  void stop() {
    system.terminate();
  }

  private <M> ActorRef<M> spawn(Behavior<M> behavior, String name) {
    return AskPattern.<SpawnProtocol.Command, ActorRef<M>>ask(
            system,
            replyTo -> new SpawnProtocol.Spawn<>(behavior, name, Props.empty(), replyTo),
            PATIENCE,
            system.scheduler())
        .toCompletableFuture()
        .join();
  }

  /** An aggregator that is on this node; it stops by its own will when it is told the year 0. */
  private ActorRef<ToAggregator> aggregator(AggregatorSeat seat) {
    Behavior<ToAggregator> role =
        Behaviors.receiveMessage(
            message -> {
              heard.add(message);
              return message.equals(new MarketTick(0)) ? Behaviors.stopped() : Behaviors.same();
            });
    ActorRef<ToAggregator> aggregator =
        spawn(placement.aggregator(seat, role), "aggregator-" + seat);
    aggregator.tell(new MarketTick(1));
    await().atMost(PATIENCE).until(() -> heard.poll() != null);
    return aggregator;
  }

  private void commitBook(AggregatorSeat seat, long interval) {
    var header =
        new BlockHeader(
            1,
            1,
            1,
            Hash.ZERO,
            0,
            schedule.gateClosureMillis(interval) + 1,
            Hash.ZERO,
            Hash.ZERO,
            Hash.ZERO,
            Hash.ZERO,
            Hash.ZERO);
    var event =
        new LedgerEvent.BookCommitted(
            interval,
            new StandingBook(seat.bus(), Hash.ZERO, List.of()),
            Map.of(),
            market.clearing().aggregator(seat));
    news.tell(
        new NewsActor.Committed(
            new CommittedBlock(header, 1, Hash.ZERO, List.of(), List.of(event))));
  }

  private CompletableFuture<Integer> finish(long nowMillis) {
    var finished = new CompletableFuture<Integer>();
    news.tell(new NewsActor.Finish(nowMillis, finished));
    return finished;
  }

  private static void staysOpen(CompletableFuture<Integer> finished) throws InterruptedException {
    TimeUnit.MILLISECONDS.sleep(200);
    assertThat(finished).isNotDone();
  }

  @Test
  void a_bid_is_not_heard_any_more_and_all_else_is() throws InterruptedException {
    ActorRef<ToAggregator> aggregator = aggregator(seats.getFirst());
    var bid = new ToAggregator.SubmitBid(new byte[] {1});
    aggregator.tell(bid);
    assertThat(heard.poll(30, TimeUnit.SECONDS)).isSameAs(bid);

    draining.set(true);
    aggregator.tell(bid);
    aggregator.tell(new MarketTick(7));
    assertThat(heard.poll(30, TimeUnit.SECONDS)).isEqualTo(new MarketTick(7));
  }

  @Test
  void the_books_of_the_closed_gate_are_waited_for_and_those_of_the_open_one_are_not()
      throws InterruptedException {
    aggregator(seats.get(0));
    aggregator(seats.get(1));
    commitBook(seats.get(0), INTERVAL);
    CompletableFuture<Integer> finished = finish(schedule.gateClosureMillis(INTERVAL) + 1);
    staysOpen(finished);

    commitBook(seats.get(1), INTERVAL + 1);
    staysOpen(finished);
    commitBook(seats.get(1), INTERVAL);
    assertThat(finished.orTimeout(30, TimeUnit.SECONDS).join()).isEqualTo(1);
  }

  @Test
  void nothing_is_waited_for_when_no_book_may_come_any_more_or_no_aggregator_is_here() {
    assertThat(finish(schedule.gateClosureMillis(INTERVAL) + 1).join()).isZero();
    aggregator(seats.getFirst());
    assertThat(finish(schedule.bookDeadlineMillis(INTERVAL) + 1).join()).isZero();
  }

  @Test
  void the_book_of_an_aggregator_that_goes_elsewhere_is_not_waited_for()
      throws InterruptedException {
    ActorRef<ToAggregator> aggregator = aggregator(seats.getFirst());
    CompletableFuture<Integer> finished = finish(schedule.gateClosureMillis(INTERVAL) + 1);
    staysOpen(finished);
    aggregator.tell(new MarketTick(0));
    await().atMost(PATIENCE).until(finished::isDone);
  }

  @Test
  void a_book_is_owed_from_its_gate_to_its_deadline_less_the_time_for_reveals() {
    var books = new CommittedBooks(schedule, SealedIntervals.all(1_000));
    List<ParticipantId> one = List.of(market.clearing().aggregator(seats.getFirst()));
    var owed = new CommittedBooks.Book(INTERVAL, one.getFirst());
    long gate = schedule.gateClosureMillis(INTERVAL);
    long last = schedule.bookDeadlineMillis(INTERVAL) - 1_000;

    assertThat(books.owed(one, gate - 1)).doesNotContain(owed);
    assertThat(books.owed(one, gate)).contains(owed);
    assertThat(books.owed(one, last)).contains(owed);
    assertThat(books.owed(one, last + 1)).doesNotContain(owed);
    assertThat(books.owed(one, schedule.startMillis() - schedule.intervalMillis())).isEmpty();
  }

  @Test
  void a_book_is_late_when_half_of_its_time_is_over_until_it_is_committed_or_can_not_be_any_more() {
    ActorRef<ToAggregator> aggregator = aggregator(seats.getFirst());
    long gate = schedule.gateClosureMillis(INTERVAL);
    long half = gate + (schedule.bookDeadlineMillis(INTERVAL) - gate) / 2;

    assertThat(late(half)).isEmpty();
    assertThat(late(half + 1))
        .containsExactly(
            new CommittedBooks.Book(INTERVAL, market.clearing().aggregator(seats.getFirst())));
    assertThat(late(schedule.bookDeadlineMillis(INTERVAL) + 1))
        .noneMatch(book -> book.interval() == INTERVAL);
    commitBook(seats.getFirst(), INTERVAL);
    assertThat(late(half + 1)).isEmpty();
    aggregator.tell(new MarketTick(0));
  }

  private Set<CommittedBooks.Book> late(long nowMillis) {
    var late = new CompletableFuture<Set<CommittedBooks.Book>>();
    news.tell(new NewsActor.LookForLate(nowMillis, late::complete));
    return late.orTimeout(30, TimeUnit.SECONDS).join();
  }
}
