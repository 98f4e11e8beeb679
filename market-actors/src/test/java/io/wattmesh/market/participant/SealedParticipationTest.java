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
import io.wattmesh.market.participant.Participation.Effect.HandIn;
import io.wattmesh.market.participant.Participation.Effect.Quarantined;
import io.wattmesh.market.participant.Participation.Effect.SendBid;
import io.wattmesh.market.participant.Participation.Effect.SendReveal;
import io.wattmesh.market.sealing.SealedIntervals;
import io.wattmesh.proto.book.Opening;
import io.wattmesh.proto.book.Reveals;
import io.wattmesh.proto.book.SealedBid;
import io.wattmesh.proto.codec.MarketCodec;
import io.wattmesh.proto.crypto.MessageType;
import io.wattmesh.proto.model.BidCurve;
import io.wattmesh.proto.model.HorizonRequest;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

/** A participant shows its bid when the ledger says so, and not before. */
class SealedParticipationTest {
  private static final int TRIES = Participation.REVEALS_TO_AGGREGATOR;

  /** Offers the same each time, a store too if it has one, unless it breaks. */
  private static final class Steady implements MarketAgent {
    private final Optional<HorizonRequest> request;
    private boolean broken;

    Steady(Optional<HorizonRequest> request) {
      this.request = request;
    }

    @Override
    public DeviceLimits limits() {
      return new DeviceLimits(-1_000_000, 1_000_000);
    }

    @Override
    public BidCurve onInterval(IntervalContext context) {
      if (broken) {
        throw new IllegalStateException("broken");
      }
      return curve(0, 5_000_000, 1_000, 25_000_000);
    }

    @Override
    public Optional<HorizonRequest> onHorizon(IntervalContext context) {
      return request;
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
      throw new UnsupportedOperationException("this agent is told its awards again");
    }
  }

  private final long gate = SCHEDULE.gateClosureMillis(0);
  private final Steady agent = new Steady(Optional.empty());
  private final Participation participation = participation(agent);

  private static Participation participation(MarketAgent agent) {
    var terms = new Participation.Terms(BUS, 2, CONTEXT, SCHEDULE, SealedIntervals.all(8_000));
    return new Participation(id("alice"), key("alice"), agent, terms);
  }

  private static SealedBid sent(List<Effect> effects) {
    var bid = ((SendBid) effects.getLast()).bid();
    assertThat(bid.type()).isEqualTo(MessageType.SEALED_BID);
    assertThat(bid.isSignedBy(key("alice").verificationKey(), CONTEXT)).isTrue();
    return SealedBid.ofBytes(bid.payload());
  }

  private static Opening revealed(List<Effect> effects) {
    return ((SendReveal) effects.getLast()).opening();
  }

  @Test
  void what_is_sent_before_closure_is_the_seal_alone_and_what_is_shown_after_it_opens_it() {
    SealedBid seal = sent(participation.tick(open(0)));
    participation.onAcknowledged(0);
    assertThat(participation.tick(gate)).as("the gate is closed, the books are not").isEmpty();
    Opening shown = revealed(participation.onBooksClosed(0));
    assertThat(seal.isOpenedBy(shown)).isTrue();
    assertThat(MarketCodec.decodeBid(shown.bid().payload()).curve())
        .isEqualTo(curve(0, 5_000_000, 1_000, 25_000_000));
  }

  @Test
  void an_aggregator_that_keeps_the_reveal_back_is_passed() {
    participation.tick(open(0));
    Opening shown = revealed(participation.onBooksClosed(0));
    for (int k = 1; k < TRIES; k++) {
      assertThat(revealed(participation.tick(gate + k))).isEqualTo(shown);
    }
    var handIn = (HandIn) participation.tick(gate + TRIES).getLast();
    assertThat(handIn.reveals().signer()).isEqualTo("alice");
    assertThat(Reveals.ofBytes(handIn.reveals().payload()))
        .isEqualTo(new Reveals(0, BUS, List.of(shown)));
    participation.onStands(0);
    assertThat(participation.tick(gate + 9)).as("the ledger counts it").isEmpty();
  }

  @Test
  void nothing_is_shown_after_the_deadline() {
    participation.tick(open(0));
    participation.onBooksClosed(0);
    assertThat(participation.tick(SCHEDULE.bookDeadlineMillis(0))).hasSize(1);
    assertThat(participation.tick(SCHEDULE.bookDeadlineMillis(0) + 1)).isEmpty();
  }

  @Test
  void who_lost_its_memory_shows_the_same_bid_with_the_same_salt() {
    participation.tick(open(0));
    Opening shown = revealed(participation.onBooksClosed(0));
    Participation restarted = participation(new Steady(Optional.empty()));
    assertThat(restarted.onBooksClosed(0)).as("news that may be old").isEmpty();
    assertThat(revealed(restarted.tick(gate + 1))).isEqualTo(shown);
  }

  @Test
  void news_of_another_interval_shows_nothing() {
    participation.tick(open(0));
    assertThat(participation.onBooksClosed(7)).isEmpty();
    assertThat(participation.tick(gate + 1)).isEmpty();
    participation.onAward(new Award(0, 700, OptionalLong.of(15_000_000), 0));
    assertThat(participation.onBooksClosed(0)).isEmpty();
  }

  @Test
  void the_next_interval_has_a_seal_of_its_own() {
    SealedBid first = sent(participation.tick(open(0)));
    participation.onAward(new Award(0, 700, OptionalLong.of(15_000_000), 0));
    SealedBid second = sent(participation.tick(open(1)));
    assertThat(second.nonce()).isEqualTo(first.nonce() + 1);
    assertThat(second.commitment()).isNotEqualTo(first.commitment());
    assertThat(second.isOpenedBy(revealed(participation.onBooksClosed(1)))).isTrue();
  }

  @Test
  void an_agent_that_failed_before_a_restart_can_not_tell_what_it_bid() {
    agent.broken = true;
    participation.onBooksClosed(0);
    assertThat(participation.tick(gate + 1)).isEmpty();
    assertThat(participation.tick(open(0))).last().isInstanceOf(Quarantined.class);
  }

  @Test
  void an_own_reveal_of_a_request_has_a_schedule_that_keeps_it() {
    var step =
        new HorizonRequest.Step(-5_000, 5_000, 17_000_000, 36_000_000, 1_000_000, 990_000, 100_000);
    var request =
        new HorizonRequest(18_000_000, 950_000, 0, 25_000_000, Collections.nCopies(12, step));
    Participation asking = participation(new Steady(Optional.of(request)));
    asking.tick(open(0));
    asking.onBooksClosed(0);
    Effect last = null;
    for (int k = 0; k < TRIES; k++) {
      last = asking.tick(gate + k).getLast();
    }
    Reveals own = Reveals.ofBytes(((HandIn) last).reveals().payload());
    assertThat(request.allows(own.schedules().getFirst().toArray(), 300)).isTrue();
  }
}
