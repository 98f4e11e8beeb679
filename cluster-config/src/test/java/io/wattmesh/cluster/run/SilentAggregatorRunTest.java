package io.wattmesh.cluster.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.wattmesh.agents.scenario.Scenarios;
import io.wattmesh.cluster.market.ScenarioMarket;
import io.wattmesh.cluster.node.AggregatorStarter;
import io.wattmesh.ledger.state.StandingBook;
import io.wattmesh.market.aggregation.RefusalReason;
import io.wattmesh.market.aggregation.actor.AggregatorActor;
import io.wattmesh.market.message.ToAggregator;
import io.wattmesh.market.message.ToProsumer;
import io.wattmesh.market.message.actor.EntityKeys;
import io.wattmesh.proto.codec.MarketCodec;
import io.wattmesh.proto.crypto.SignedEnvelope;
import io.wattmesh.proto.model.Bid;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.cluster.sharding.typed.javadsl.ClusterSharding;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A bus whose first aggregator does not do its part is cleared through the second. */
class SilentAggregatorRunTest {
  private static final String MARKET =
      """
      name: second-aggregators
      description: Two regions, two buses with bids, two aggregators at each.
      seed: 3
      grid:
        case: seed_3bus_chain
        regions: 2
      aggregators:
        per-bus: 2
      start: 2025-04-10T12:00:00Z
      intervals: 2
      """
          + ThreeBidders.TERMS;

  @TempDir private Path temp;

  private final AtomicInteger heard = new AtomicInteger();

  private IntervalResult runWith(AggregatorStarter aggregators) {
    ScenarioMarket market = ScenarioMarket.of(Scenarios.parse("second.yaml", MARKET), temp);
    try (MarketRun run = MarketRun.start(market, 2, temp, aggregators)) {
      run.run(interval -> {});
      assertThat(run.suspicions()).isEmpty();
      IntervalResult first = run.collector().result(0).orElseThrow();
      IntervalResult last = run.collector().result(1).orElseThrow();
      assertThat(last.awardsWatts()).isEqualTo(first.awardsWatts());
      assertThat(last.settled()).isPresent();
      return last;
    }
  }

  private void assertAllBidsCleared(IntervalResult result) {
    assertThat(result.voided()).isFalse();
    assertThat(result.verdict().orElseThrow().isValid()).isTrue();
    assertThat(result.books().values().stream().map(StandingBook::bids).mapToInt(List::size).sum())
        .isEqualTo(3);
    assertThat(result.awardsWatts().values()).hasSize(3).doesNotContain(0L);
    assertThat(result.settled()).isPresent();
  }

  /** Hears everything and says nothing: no acknowledgement, no book, no curve. */
  private Behavior<ToAggregator> silent() {
    return Behaviors.receiveMessage(
        message -> {
          heard.incrementAndGet();
          return Behaviors.same();
        });
  }

  /** Refuses every bid, and keeps an empty book. */
  private Behavior<ToAggregator> refusing(AggregatorActor.Post post) {
    return Behaviors.intercept(
        () ->
            new org.apache.pekko.actor.typed.BehaviorInterceptor<>(ToAggregator.class) {
              @Override
              public Behavior<ToAggregator> aroundReceive(
                  org.apache.pekko.actor.typed.TypedActorContext<ToAggregator> context,
                  ToAggregator message,
                  ReceiveTarget<ToAggregator> target) {
                if (message instanceof ToAggregator.SubmitBid submit) {
                  heard.incrementAndGet();
                  SignedEnvelope envelope = SignedEnvelope.ofBytes(submit.signedBid());
                  Bid bid = MarketCodec.decodeBid(envelope.payload());
                  EntityKeys.prosumer(
                          ClusterSharding.get(context.asJava().getSystem()), envelope.signer())
                      .tell(
                          new ToProsumer.BidRefused(
                              bid.interval(),
                              bid.nonce(),
                              RefusalReason.BOOK_FULL.name(),
                              "not from you"));
                  return Behaviors.same();
                }
                return target.apply(context, message);
              }
            },
        AggregatorActor.create(post));
  }

  @Test
  void all_bids_are_cleared_through_the_second_aggregators_when_the_first_say_nothing() {
    IntervalResult honest = runWith(AggregatorStarter.HONEST);
    assertAllBidsCleared(honest);

    IntervalResult silenced =
        runWithIn(
            "silent", (seat, post) -> seat.place() == 0 ? silent() : AggregatorActor.create(post));

    assertThat(heard).hasPositiveValue();
    assertAllBidsCleared(silenced);
    assertThat(silenced.awardsWatts()).isEqualTo(honest.awardsWatts());
  }

  @Test
  void all_bids_are_cleared_through_the_second_aggregators_when_the_first_refuse_them() {
    IntervalResult refused =
        runWith((seat, post) -> seat.place() == 0 ? refusing(post) : AggregatorActor.create(post));

    assertThat(heard).hasPositiveValue();
    assertAllBidsCleared(refused);
  }

  private IntervalResult runWithIn(String folder, AggregatorStarter aggregators) {
    Path before = temp;
    temp = temp.resolve(folder);
    assertThat(temp.toFile().mkdirs()).isTrue();
    try {
      return runWith(aggregators);
    } finally {
      temp = before;
    }
  }
}
