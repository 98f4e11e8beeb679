package io.wattmesh.market.participant.actor;

import static io.wattmesh.market.MarketFixture.CONTEXT;
import static io.wattmesh.market.MarketFixture.OFFER;
import static io.wattmesh.market.MarketFixture.SCHEDULE;
import static io.wattmesh.market.MarketFixture.bid;
import static io.wattmesh.market.MarketFixture.id;
import static io.wattmesh.market.MarketFixture.key;
import static io.wattmesh.market.MarketFixture.open;
import static org.assertj.core.api.Assertions.assertThat;

import io.wattmesh.agents.spi.Award;
import io.wattmesh.agents.spi.DeviceLimits;
import io.wattmesh.agents.spi.IntervalContext;
import io.wattmesh.agents.spi.MarketAgent;
import io.wattmesh.market.message.MarketTick;
import io.wattmesh.market.message.SubmitTransaction;
import io.wattmesh.market.message.ToAggregator;
import io.wattmesh.market.message.ToMeter;
import io.wattmesh.market.message.ToProsumer;
import io.wattmesh.market.message.actor.ClusterKit;
import io.wattmesh.market.message.actor.EntityKeys;
import io.wattmesh.market.message.actor.MarketShards;
import io.wattmesh.market.participant.Participation;
import io.wattmesh.market.sealing.SealedIntervals;
import io.wattmesh.proto.model.BidCurve;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.apache.pekko.actor.typed.ActorRef;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What a prosumer sends, and what makes it stop. */
class ProsumerActorTest {
  private static final Duration A_WHILE = Duration.ofMillis(300);
  private static final ClusterKit CLUSTER = ClusterKit.start();
  private static final ActorTestKit KIT = CLUSTER.kit();
  private static final AtomicInteger BUSES = new AtomicInteger();

  private static TestProbe<ToAggregator> aggregators;
  private static TestProbe<ToMeter> meters;

  /** Of an answer that the listener hears. */
  private record Answer(long interval, boolean acknowledged) {}

  private final int bus = BUSES.incrementAndGet();
  private final TestProbe<SubmitTransaction> ledger = KIT.createTestProbe();
  private final TestProbe<Answer> answers = KIT.createTestProbe();

  @BeforeAll
  static void record() {
    aggregators = KIT.createTestProbe();
    meters = KIT.createTestProbe();
    CLUSTER.record(EntityKeys.AGGREGATOR, (id, message) -> aggregators.ref().tell(message));
    CLUSTER.record(EntityKeys.METER, (id, message) -> meters.ref().tell(message));
  }

  @AfterAll
  static void stop() {
    CLUSTER.close();
  }

  /** Offers the fixture's curve, or fails. */
  private record Simple(boolean failing) implements MarketAgent {
    @Override
    public DeviceLimits limits() {
      return new DeviceLimits(0, 10_000);
    }

    @Override
    public BidCurve onInterval(IntervalContext context) {
      if (failing) {
        throw new IllegalStateException("no forecast");
      }
      return OFFER;
    }

    @Override
    public long onAward(Award award) {
      return award.powerWatts();
    }

    @Override
    public byte[] snapshot() {
      return new byte[0];
    }

    @Override
    public void restore(byte[] snapshot) {
      throw new UnsupportedOperationException("nothing is remembered");
    }
  }

  private ActorRef<ToProsumer> prosumer(boolean failing) {
    var terms = new Participation.Terms(bus, 1, CONTEXT, SCHEDULE, SealedIntervals.none());
    var participation = new Participation(id("alice"), key("alice"), new Simple(failing), terms);
    return KIT.spawn(
        ProsumerActor.create(
            participation,
            ledger.ref(),
            (participant, interval, acknowledged) ->
                answers.ref().tell(new Answer(interval, acknowledged)),
            MarketShards.only(KIT.system())));
  }

  private static byte[] sentBid() {
    return ((ToAggregator.SubmitBid) aggregators.receiveMessage()).signedBid();
  }

  @Test
  void anUnansweredBidIsSentAgainAtTheNextTickAndAnAcknowledgedOneIsNot() {
    ActorRef<ToProsumer> prosumer = prosumer(false);
    prosumer.tell(new MarketTick(open(0)));
    byte[] first = sentBid();
    prosumer.tell(new MarketTick(open(0) + 100));
    assertThat(sentBid()).isEqualTo(first);
    prosumer.tell(new ToProsumer.BidAcknowledged(0, bid("alice", 0, 1)));
    assertThat(answers.receiveMessage()).isEqualTo(new Answer(0, true));
    prosumer.tell(new MarketTick(open(0) + 200));
    aggregators.expectNoMessage(A_WHILE);
  }

  @Test
  void aRefusalThatAnybodyCanProvokeDoesNotSilenceABidder() {
    ActorRef<ToProsumer> prosumer = prosumer(false);
    prosumer.tell(new MarketTick(open(0)));
    byte[] first = sentBid();
    prosumer.tell(new ToProsumer.BidRefused(0, 1, "BAD_SIGNATURE", "forged in her name"));
    assertThat(answers.receiveMessage()).isEqualTo(new Answer(0, false));
    prosumer.tell(new MarketTick(open(0) + 100));
    assertThat(sentBid()).isEqualTo(first);
  }

  @Test
  void anAwardIsDeliveredToTheMeterOfTheBus() {
    ActorRef<ToProsumer> prosumer = prosumer(false);
    prosumer.tell(new ToProsumer.AwardTold(0, 5_000, 15_000_000, false));
    assertThat(meters.receiveMessage()).isEqualTo(new ToMeter.Delivered(id("alice"), 0, 1_500_000));
    prosumer.tell(new ToProsumer.AwardTold(1, 0, 0, true));
    assertThat(meters.receiveMessage()).isEqualTo(new ToMeter.Delivered(id("alice"), 1, 0));
  }

  @Test
  void whoseAgentFailsBidsNothingAndKeepsNobodyWaiting() {
    ActorRef<ToProsumer> prosumer = prosumer(true);
    prosumer.tell(new MarketTick(open(0)));
    assertThat(answers.receiveMessage()).isEqualTo(new Answer(0, false));
    aggregators.expectNoMessage(A_WHILE);
    prosumer.tell(new ToProsumer.AwardTold(0, 0, 15_000_000, false));
    assertThat(meters.receiveMessage()).isEqualTo(new ToMeter.Delivered(id("alice"), 0, 0));
  }
}
