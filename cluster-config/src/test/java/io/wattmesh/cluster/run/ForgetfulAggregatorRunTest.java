package io.wattmesh.cluster.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.wattmesh.agents.scenario.Scenarios;
import io.wattmesh.cluster.market.ScenarioMarket;
import io.wattmesh.ledger.audit.LedgerAudit;
import io.wattmesh.ledger.audit.LedgerExport;
import io.wattmesh.ledger.market.LedgerEvent;
import io.wattmesh.ledger.store.LedgerStore;
import io.wattmesh.ledger.store.RocksLedgerStore;
import io.wattmesh.market.aggregation.actor.AggregatorActor;
import io.wattmesh.market.directory.AggregatorSeat;
import io.wattmesh.market.message.MarketTick;
import io.wattmesh.market.message.SubmitTransaction;
import io.wattmesh.market.message.ToAggregator;
import io.wattmesh.proto.book.BidBook;
import io.wattmesh.proto.crypto.MessageType;
import io.wattmesh.proto.crypto.SignedEnvelope;
import io.wattmesh.proto.model.MarketSchedule;
import io.wattmesh.proto.model.ParticipantId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.BehaviorInterceptor;
import org.apache.pekko.actor.typed.TypedActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An aggregator that acknowledges bids and hands in an empty book pays for each of them. */
class ForgetfulAggregatorRunTest {
  private static final String MARKET =
      """
      name: bonded
      description: Two buses, the aggregator of one forgets what it promised.
      seed: 8
      grid:
        case: seed_3bus_chain
      aggregators:
        bond: 150
        claim-window-seconds: 3600
        omission-penalty: 100
        compensation: 40
      start: 2025-04-10T12:00:00Z
      intervals: 2
      """
          + ThreeBidders.TERMS;

  private static final int FORGETFUL_BUS = 3;

  @TempDir private Path temp;

  /** Once the gate of interval 0 has closed, an empty book goes out in the honest one's place. */
  private static final class Forgetting extends BehaviorInterceptor<ToAggregator, ToAggregator> {
    private final ScenarioMarket market;
    private final AggregatorSeat seat;
    private final AggregatorActor.Post post;

    Forgetting(ScenarioMarket market, AggregatorSeat seat, AggregatorActor.Post post) {
      super(ToAggregator.class);
      this.market = market;
      this.seat = seat;
      this.post = post;
    }

    @Override
    public Behavior<ToAggregator> aroundReceive(
        TypedActorContext<ToAggregator> context,
        ToAggregator message,
        ReceiveTarget<ToAggregator> target) {
      MarketSchedule schedule = post.desk().schedule();
      boolean closed = schedule.lastClosedInterval(post.clockMillis().getAsLong()) == 0;
      if (closed && (message instanceof MarketTick || message instanceof ToAggregator.Again)) {
        byte[] empty = new BidBook(0, seat.bus(), List.of()).toBytes();
        SignedEnvelope book =
            post.desk()
                .context()
                .sign(
                    MessageType.BID_BOOK,
                    market.clearing().aggregator(seat).value(),
                    empty,
                    market.clearing().aggregatorKey(seat));
        post.ledger().tell(new SubmitTransaction(book));
        return Behaviors.same();
      }
      return target.apply(context, message);
    }
  }

  @Test
  void the_bond_pays_those_who_were_left_out_and_the_next_interval_is_as_any_other()
      throws IOException {
    ScenarioMarket market = ScenarioMarket.of(Scenarios.parse("bonded.yaml", MARKET), temp);
    try (MarketRun run =
        MarketRun.start(
            market,
            2,
            temp,
            (seat, post) ->
                seat.bus() == FORGETFUL_BUS
                    ? Behaviors.intercept(
                        () -> new Forgetting(market, seat, post), AggregatorActor.create(post))
                    : AggregatorActor.create(post))) {
      run.run(interval -> {});
      assertThat(run.collector().result(0).orElseThrow().books().get(FORGETFUL_BUS).bids())
          .isEmpty();
      assertThat(run.collector().result(1).orElseThrow().books().get(FORGETFUL_BUS).bids())
          .hasSize(2);
    }
    Path ledger = Files.createDirectories(temp.resolve("ledger"));
    try (LedgerStore blocks = RocksLedgerStore.open(temp.resolve("validator-00"))) {
      LedgerExport.write(blocks, market.genesis(), ledger);
    }
    var proven = new ArrayList<LedgerEvent.OmissionProven>();
    LedgerAudit.check(
        LedgerExport.open(ledger),
        replayed ->
            replayed.executed().events().stream()
                .filter(LedgerEvent.OmissionProven.class::isInstance)
                .map(LedgerEvent.OmissionProven.class::cast)
                .forEach(proven::add));
    assertThat(proven)
        .extracting(LedgerEvent.OmissionProven::participant)
        .containsExactlyInAnyOrder(new ParticipantId("load-3"), new ParticipantId("supply-3"));
    assertThat(proven)
        .extracting(LedgerEvent.OmissionProven::penaltyMicros)
        .as("the bond of 150 tokens pays one penalty of 100, and half of the next")
        .containsExactly(100_000_000L, 50_000_000L);
    assertThat(proven).allMatch(omission -> omission.compensationMicros() == 40_000_000);
  }
}
