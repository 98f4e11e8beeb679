package io.wattmesh.market.participant;

import static io.wattmesh.market.MarketFixture.BUS;
import static io.wattmesh.market.MarketFixture.CONTEXT;
import static io.wattmesh.market.MarketFixture.SCHEDULE;
import static io.wattmesh.market.MarketFixture.curve;
import static io.wattmesh.market.MarketFixture.id;
import static io.wattmesh.market.MarketFixture.key;
import static io.wattmesh.market.MarketFixture.open;
import static org.assertj.core.api.Assertions.assertThat;

import io.wattmesh.agents.spi.Award;
import io.wattmesh.agents.spi.DeviceLimits;
import io.wattmesh.agents.spi.IntervalContext;
import io.wattmesh.agents.spi.MarketAgent;
import io.wattmesh.market.participant.Participation.Effect;
import io.wattmesh.market.participant.Participation.Effect.Deliver;
import io.wattmesh.market.participant.Participation.Effect.Quarantined;
import io.wattmesh.market.participant.Participation.Effect.SendBid;
import io.wattmesh.market.sealing.SealedIntervals;
import io.wattmesh.proto.codec.MarketCodec;
import io.wattmesh.proto.crypto.SignedEnvelope;
import io.wattmesh.proto.model.Bid;
import io.wattmesh.proto.model.BidCurve;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.OptionalLong;
import java.util.function.Function;
import java.util.function.ToLongFunction;
import org.junit.jupiter.api.Test;

/** One bid an interval, the same bytes each time, and no harm from an agent that fails. */
class ParticipationTest {
  /** Offers more the more it was ever awarded, so that its bids show what it has been told. */
  private static final class Learning implements MarketAgent {
    final List<IntervalContext> asked = new ArrayList<>();
    private long learnt;
    private Function<IntervalContext, BidCurve> bids =
        context -> curve(0, 5_000_000, 1_000 + learnt, 25_000_000);
    private ToLongFunction<Award> deliveries = Award::powerWatts;

    @Override
    public DeviceLimits limits() {
      return new DeviceLimits(0, 1_000_000);
    }

    @Override
    public BidCurve onInterval(IntervalContext context) {
      asked.add(context);
      return bids.apply(context);
    }

    @Override
    public long onAward(Award award) {
      learnt += award.powerWatts();
      return deliveries.applyAsLong(award);
    }

    @Override
    public byte[] snapshot() {
      return new byte[0];
    }

    @Override
    public void restore(byte[] snapshot) {
      throw new UnsupportedOperationException("this agent is told its awards again");
    }
  }

  private final Learning agent = new Learning();
  private final Participation participation = participation(agent);

  private static Participation participation(MarketAgent agent) {
    return participation(agent, 1);
  }

  private static Participation participation(MarketAgent agent, int aggregators) {
    var terms =
        new Participation.Terms(BUS, aggregators, CONTEXT, SCHEDULE, SealedIntervals.none());
    return new Participation(id("alice"), key("alice"), agent, terms);
  }

  private static SignedEnvelope sent(List<Effect> effects) {
    assertThat(effects).last().isInstanceOf(SendBid.class);
    return ((SendBid) effects.getLast()).bid();
  }

  @Test
  void whenAGateOpensTheAgentsCurveIsSignedForThatInterval() {
    SignedEnvelope envelope = sent(participation.tick(open(0)));
    assertThat(envelope.isSignedBy(key("alice").verificationKey(), CONTEXT)).isTrue();
    Bid bid = MarketCodec.decodeBid(envelope.payload());
    assertThat(bid)
        .isEqualTo(new Bid(id("alice"), BUS, 0, 1, curve(0, 5_000_000, 1_000, 25_000_000)));
    assertThat(agent.asked)
        .containsExactly(
            new IntervalContext(0, SCHEDULE.deliveryMillis(0) / 1000, 300, OptionalLong.empty()));
  }

  @Test
  void outsideItsGateNothingIsSent() {
    assertThat(participation.tick(SCHEDULE.gateClosureMillis(0))).isEmpty();
    assertThat(participation.tick(SCHEDULE.gateClosureMillis(0) - SCHEDULE.intervalMillis() - 1))
        .isEmpty();
    assertThat(agent.asked).isEmpty();
  }

  @Test
  void untilItIsAcknowledgedTheSameBytesGoOutAtEveryTick() {
    SignedEnvelope first = sent(participation.tick(open(0)));
    assertThat(sent(participation.tick(open(0) + 100)).toBytes()).isEqualTo(first.toBytes());
    participation.onAcknowledged(7);
    assertThat(sent(participation.tick(open(0) + 200)).toBytes()).isEqualTo(first.toBytes());
    participation.onAcknowledged(0);
    assertThat(participation.tick(open(0) + 300)).isEmpty();
    assertThat(agent.asked).hasSize(1);
  }

  @Test
  void anAcknowledgedBidIsForgottenAndTheSameBytesAreMadeIfItIsAskedForAgain() {
    SignedEnvelope first = sent(participation.tick(open(0)));
    assertThat(participation.bid(0)).containsSame(first);
    participation.onAcknowledged(0);
    assertThat(participation.bid(0).orElseThrow()).isNotSameAs(first);
    assertThat(participation.bid(0).orElseThrow().toBytes()).isEqualTo(first.toBytes());
    assertThat(participation.bid(1)).isEmpty();
    assertThat(participation.onRefused(0)).isEmpty();
    assertThat(participation.tick(open(0) + 100)).isEmpty();
    participation.onAward(Award.of(0, 700, 12_000_000));
    assertThat(participation.bid(0)).isEmpty();
  }

  @Test
  void anAwardIsDeliveredAndToldToTheMeterAtEveryTick() {
    participation.tick(open(0));
    var delivery = new Deliver(0, 700 * 300);
    assertThat(participation.onAward(Award.of(0, 700, 12_000_000))).containsExactly(delivery);
    assertThat(participation.tick(open(1))).startsWith(delivery).hasSize(2);
    assertThat(agent.asked.getLast().lastPriceMicrosPerMwh()).hasValue(12_000_000);
  }

  @Test
  void awardsOfOtherIntervalsAndAwardsToldTwiceChangeNothing() {
    participation.tick(open(0));
    assertThat(participation.onAward(Award.of(5, 700, 1))).isEmpty();
    participation.onAward(Award.of(0, 700, 12_000_000));
    assertThat(participation.onAward(Award.of(0, 900, 13_000_000))).isEmpty();
    Bid next = MarketCodec.decodeBid(sent(participation.tick(open(1))).payload());
    assertThat(next.interval()).isEqualTo(1);
    assertThat(next.curve().maxWatts()).isEqualTo(1_700);
  }

  @Test
  void afterARestartWithTheAwardsToldAgainTheBidIsTheSameBytes() {
    participation.tick(open(0));
    participation.onAward(Award.of(0, 300, 12_000_000));
    participation.onAward(Award.none(1));
    SignedEnvelope bid = sent(participation.tick(open(2)));

    Participation restarted = participation(new Learning());
    restarted.onAward(Award.of(0, 300, 12_000_000));
    restarted.onAward(Award.none(1));
    assertThat(sent(restarted.tick(open(2))).toBytes()).isEqualTo(bid.toBytes());
  }

  @Test
  void aVoidIntervalKeepsTheLastPrice() {
    participation.onAward(Award.of(0, 0, 9_000_000));
    participation.onAward(Award.none(1));
    participation.tick(open(2));
    assertThat(agent.asked.getLast().lastPriceMicrosPerMwh()).hasValue(9_000_000);
  }

  @Test
  void anAgentThatThrowsWhenAskedBidsNoMoreAndDeliversNothing() {
    agent.bids =
        context -> {
          throw new IllegalStateException("battery model diverged");
        };
    assertThat(participation.tick(open(0)))
        .singleElement()
        .isInstanceOfSatisfying(
            Quarantined.class, q -> assertThat(q.reason()).contains("battery model diverged"));
    assertThat(participation.onAward(Award.of(0, 0, 12_000_000)))
        .containsExactly(new Deliver(0, 0));
    agent.bids = context -> curve(0, 1, 1, 2);
    assertThat(participation.tick(open(1))).hasSize(2).last().isInstanceOf(Quarantined.class);
    assertThat(agent.asked).hasSize(1);
  }

  @Test
  void anAgentThatThrowsAtItsAwardDeliversNothingAndIsNeverCalledAgain() {
    participation.tick(open(0));
    agent.deliveries =
        award -> {
          throw new StackOverflowError();
        };
    assertThat(participation.onAward(Award.of(0, 700, 1))).containsExactly(new Deliver(0, 0));
    assertThat(participation.tick(open(1))).last().isInstanceOf(Quarantined.class);
    assertThat(participation.onAward(Award.of(1, 0, 1))).containsExactly(new Deliver(1, 0));
    assertThat(agent.asked).hasSize(1);
  }

  @Test
  void noCurveAtAllAndAnEnergyBeyondAllCountingAreFailuresToo() {
    agent.deliveries = award -> Long.MAX_VALUE;
    participation.tick(open(0));
    assertThat(participation.onAward(Award.of(0, 700, 1))).containsExactly(new Deliver(0, 0));

    var silent = new Learning();
    silent.bids = context -> null;
    assertThat(participation(silent).tick(open(0))).singleElement().isInstanceOf(Quarantined.class);
  }

  @Test
  void aBidThatWasOutWhenTheAgentFailedIsNotTakenBack() {
    SignedEnvelope bid = sent(participation.tick(open(0)));
    agent.bids =
        context -> {
          throw new IllegalStateException("too late");
        };
    assertThat(sent(participation.tick(open(0) + 100))).isEqualTo(bid);
  }

  private static Participation amongThree() {
    return participation(new Learning(), 3);
  }

  private static int place(List<Effect> effects) {
    return ((SendBid) effects.getLast()).place();
  }

  @Test
  void withoutAnAnswerTheBidGoesToOneAggregatorOfTheBusAfterTheOther() {
    Participation several = amongThree();
    var places = new ArrayList<Integer>();
    var bids = new HashSet<SignedEnvelope>();
    for (int tick = 0; tick < 4 * Participation.SENDS_TO_EACH; tick++) {
      List<Effect> effects = several.tick(open(0) + tick);
      places.add(place(effects));
      bids.add(sent(effects));
    }
    assertThat(places).containsExactly(0, 0, 0, 1, 1, 1, 2, 2, 2, 0, 0, 0);
    assertThat(bids).as("it is the same bid for all").hasSize(1);
  }

  @Test
  void aRefusalSendsTheBidToTheNextAggregatorAtOnceAndToEachButOnce() {
    Participation several = amongThree();
    assertThat(several.onRefused(0)).as("there is no bid yet").isEmpty();
    assertThat(place(several.tick(open(0)))).isZero();
    assertThat(several.onRefused(7)).as("of another interval").isEmpty();
    assertThat(place(several.onRefused(0))).isEqualTo(1);
    assertThat(place(several.onRefused(0))).isEqualTo(2);
    for (int more = 0; more < 10; more++) {
      assertThat(several.onRefused(0)).isEmpty();
    }
    assertThat(place(several.tick(open(0) + 1))).isEqualTo(2);
    several.onAcknowledged(0);
    assertThat(several.tick(open(0) + 2)).isEmpty();
    assertThat(several.onRefused(0)).isEmpty();
  }

  @Test
  void eachIntervalBeginsWithTheFirstAggregatorAgain() {
    Participation several = amongThree();
    several.tick(open(0));
    several.onRefused(0);
    several.onAcknowledged(0);
    several.onAward(Award.none(0));
    assertThat(place(several.tick(open(1)))).isZero();
    assertThat(place(several.onRefused(1))).isEqualTo(1);
  }

  @Test
  void whereThereIsOneAggregatorARefusalSendsNothing() {
    participation.tick(open(0));
    assertThat(participation.onRefused(0)).isEmpty();
    assertThat(place(participation.tick(open(0) + 1))).isZero();
  }
}
