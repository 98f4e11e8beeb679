package io.wattmesh.cluster.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.wattmesh.agents.scenario.Scenarios;
import io.wattmesh.cluster.market.ScenarioMarket;
import io.wattmesh.cluster.node.AggregatorStarter;
import io.wattmesh.grid.certificate.ClearingCertificate;
import io.wattmesh.ledger.audit.LedgerAudit;
import io.wattmesh.ledger.audit.LedgerExport;
import io.wattmesh.ledger.market.LedgerEvent;
import io.wattmesh.ledger.state.StandingBook;
import io.wattmesh.ledger.store.LedgerStore;
import io.wattmesh.ledger.store.RocksLedgerStore;
import io.wattmesh.market.aggregation.actor.AggregatorActor;
import io.wattmesh.market.message.ToAggregator;
import io.wattmesh.proto.book.BidBook;
import io.wattmesh.proto.crypto.MessageType;
import io.wattmesh.proto.crypto.SignedEnvelope;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.BehaviorInterceptor;
import org.apache.pekko.actor.typed.TypedActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A market whose bids are sealed clears and settles as the same market with open bids does. */
class SealedRunTest {
  private static final int INTERVALS = 2;
  private static final String MARKET =
      """
      name: sealed
      description: Two regions, bids at two buses, some of them with a store to plan.
      seed: 5
      grid:
        case: seed_3bus_chain
        regions: 2
      start: 2025-04-10T12:00:00Z
      intervals: 2
      """
          + ThreeBidders.TERMS
          + """
        - id: house-3
          bus: 3
          agent: household
          config: { battery-kwh: "10", battery-kw: "4", planning: horizon }
        - id: house-33
          bus: 3
          agent: household
          config: { house: "2", battery-kwh: "8", battery-kw: "3", planning: horizon }
      """;

  @TempDir private static Path temp;
  private static List<IntervalResult> open;

  @BeforeAll
  static void run_with_open_bids() throws IOException {
    open = run(market(false), INTERVALS, folder("open"), AggregatorStarter.HONEST);
  }

  private static ScenarioMarket market(boolean isSealed) {
    return ScenarioMarket.of(
        Scenarios.parse("sealed.yaml", MARKET + "sealed-bids: " + isSealed + "\n"), temp);
  }

  private static List<IntervalResult> run(
      ScenarioMarket market, int intervals, Path state, AggregatorStarter starter) {
    try (MarketRun run = MarketRun.start(market, intervals, state, starter)) {
      run.run(interval -> {});
      assertThat(run.suspicions()).isEmpty();
      return IntStream.range(0, intervals)
          .mapToObj(k -> run.collector().result(k).orElseThrow())
          .toList();
    }
  }

  private static Path folder(String name) throws IOException {
    return Files.createDirectories(temp.resolve(name));
  }

  private static long[] prices(IntervalResult result) {
    ClearingCertificate certificate = result.certificate().orElseThrow();
    return IntStream.range(0, 3).mapToLong(certificate::pricePicosPerMwh).toArray();
  }

  private static int bids(IntervalResult result) {
    return result.books().values().stream().map(StandingBook::bids).mapToInt(List::size).sum();
  }

  private static void assertSameAsOpen(List<IntervalResult> results) {
    for (int k = 0; k < INTERVALS; k++) {
      assertThat(results.get(k).voided()).isFalse();
      assertThat(prices(results.get(k))).isEqualTo(prices(open.get(k)));
      assertThat(results.get(k).awardsWatts()).isEqualTo(open.get(k).awardsWatts());
      assertThat(bids(results.get(k))).isEqualTo(5);
      assertThat(payments(results.get(k))).isEqualTo(payments(open.get(k)));
    }
  }

  /** All that a statement says but which bid it is about, for its signature is of another chain. */
  private static List<List<Object>> payments(IntervalResult result) {
    return result.settled().orElseThrow().statements().stream()
        .map(
            statement ->
                List.<Object>of(
                    statement.participant(),
                    statement.priceMicrosPerMwh(),
                    statement.awardedJoules(),
                    statement.deliveredJoules(),
                    statement.paymentMicros(),
                    statement.deviationMicros(),
                    statement.creditsJoules()))
        .toList();
  }

  private static List<LedgerEvent> audited(ScenarioMarket market, Path state) throws IOException {
    Path ledger = Files.createDirectories(state.resolve("ledger"));
    try (LedgerStore blocks = RocksLedgerStore.open(state.resolve("validator-00"))) {
      LedgerExport.write(blocks, market.genesis(), ledger);
    }
    var events = new ArrayList<LedgerEvent>();
    LedgerAudit.check(
        LedgerExport.open(ledger),
        replayed -> {
          events.addAll(replayed.executed().events());
          replayed.block().transactions().forEach(SealedRunTest::requireNoOpenBid);
        });
    return events;
  }

  /** No book of a sealed market has an open bid in it. */
  private static void requireNoOpenBid(byte[] transaction) {
    SignedEnvelope envelope = SignedEnvelope.ofBytes(transaction);
    if (envelope.type() == MessageType.BID_BOOK) {
      assertThat(BidBook.ofBytes(envelope.payload()).bids())
          .allMatch(bid -> bid.type() == MessageType.SEALED_BID);
    }
  }

  @Test
  void the_same_scenario_open_and_sealed_has_the_same_prices_awards_and_payments()
      throws IOException {
    ScenarioMarket market = market(true);
    Path state = folder("sealed");
    assertSameAsOpen(run(market, INTERVALS, state, AggregatorStarter.HONEST));
    List<LedgerEvent> events = audited(market, state);
    assertThat(events)
        .hasAtLeastOneElementOfType(LedgerEvent.BooksClosed.class)
        .hasAtLeastOneElementOfType(LedgerEvent.BidsRevealed.class)
        .noneMatch(LedgerEvent.SealsForfeited.class::isInstance);
  }

  @Test
  void all_bids_stand_although_all_aggregators_keep_back_what_is_revealed_to_them()
      throws IOException {
    ScenarioMarket market = market(true);
    Path state = folder("withheld");
    IntervalResult alone =
        run(market, 1, state, (seat, post) -> dropping(post, new CountDownLatch(0))).getFirst();
    assertThat(alone.voided()).isFalse();
    assertThat(bids(alone)).isEqualTo(5);
    assertThat(audited(market, state)).noneMatch(LedgerEvent.SealsForfeited.class::isInstance);
  }

  /** An aggregator that keeps back all that is revealed to it. */
  private static Behavior<ToAggregator> dropping(AggregatorActor.Post post, CountDownLatch heard) {
    return Behaviors.intercept(
        () ->
            new BehaviorInterceptor<>(ToAggregator.class) {
              @Override
              public Behavior<ToAggregator> aroundReceive(
                  TypedActorContext<ToAggregator> context,
                  ToAggregator message,
                  ReceiveTarget<ToAggregator> target) {
                if (message instanceof ToAggregator.SubmitReveal) {
                  heard.countDown();
                  return Behaviors.same();
                }
                return target.apply(context, message);
              }
            },
        AggregatorActor.create(post));
  }

  @Test
  void a_run_that_ends_between_closing_and_revealing_goes_on_with_the_same_bids() throws Exception {
    ScenarioMarket market = market(true);
    Path state = folder("stopped");
    var heard = new CountDownLatch(1);
    MarketRun stopped =
        MarketRun.start(market, INTERVALS, state, (seat, post) -> dropping(post, heard));
    Thread driver = Thread.ofPlatform().start(() -> runUntilStopped(stopped));
    assertThat(heard.await(60, TimeUnit.SECONDS)).isTrue();
    driver.interrupt();
    driver.join(30_000);
    stopped.close();

    assertSameAsOpen(run(market, INTERVALS, state, AggregatorStarter.HONEST));
    assertThat(audited(market, state)).noneMatch(LedgerEvent.SealsForfeited.class::isInstance);
  }

  private static void runUntilStopped(MarketRun run) {
    try {
      run.run(interval -> {});
      throw new AssertionError("it was to be stopped");
    } catch (IllegalStateException e) {
      assertThat(e).hasMessage("Interrupted.");
    }
  }
}
