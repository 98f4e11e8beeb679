package io.wattmesh.agents.tck;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.wattmesh.agents.spi.AgentSetup;
import io.wattmesh.agents.spi.Award;
import io.wattmesh.agents.spi.IntervalContext;
import io.wattmesh.agents.spi.MarketAgent;
import io.wattmesh.agents.spi.MarketAgentProvider;
import io.wattmesh.agents.spi.MarketAgents;
import io.wattmesh.proto.model.BidCurve;
import io.wattmesh.proto.model.HorizonRequest;
import io.wattmesh.proto.model.HorizonWindow;
import io.wattmesh.proto.model.ParticipantId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/**
 * The compatibility kit for agents. Each test's name begins with the number of the rule in the
 * contract of {@link MarketAgent} that it proves. Monotony is proven by every bid alike: a {@link
 * BidCurve} that falls can't be made.
 */
public abstract class MarketAgentTck {
  private static final long SEED = 42;
  private static final long START_EPOCH_SECONDS = 1_735_689_600; // 1 January 2025
  private static final int HOUR_SECONDS = 3_600;
  private static final int YEAR_HOURS = 8_760;

  /** The provider under test. */
  protected abstract MarketAgentProvider provider();

  /** A configuration that uses everything the agent can do. */
  protected abstract Map<String, String> config();

  protected final MarketAgent newAgent(long seed) {
    return provider().create(new AgentSetup(new ParticipantId("tck-1"), seed, config()));
  }

  protected final IntervalContext context(long interval, int seconds) {
    return new IntervalContext(
        interval, START_EPOCH_SECONDS + interval * seconds, seconds, OptionalLong.empty());
  }

  /** Clears a bid at a price, taking what its curve answers at least. */
  protected static Award clear(long interval, BidCurve bid, long priceMicrosPerMwh) {
    long watts = bid.lowWattsAt(priceMicrosPerMwh * BidCurve.PICOS_PER_MICRO);
    return Award.of(interval, watts, priceMicrosPerMwh);
  }

  /** Mostly usual prices, now and then negative ones and shortages; micro-$/MWh. */
  protected static long randomPriceMicros(SplittableRandom random) {
    long usual = random.nextLong(5_000_000, 80_000_000);
    return switch (random.nextInt(20)) {
      case 0 -> -usual;
      case 1 -> 10 * usual;
      default -> usual;
    };
  }

  private List<Object> run(MarketAgent agent, int from, int intervals, int seconds, long prices) {
    var random = new SplittableRandom(prices);
    var story = new ArrayList<Object>();
    for (int k = from; k < from + intervals; k++) {
      BidCurve bid = agent.onInterval(context(k, seconds));
      story.add(bid);
      story.add(agent.onAward(clear(k, bid, randomPriceMicros(random))));
    }
    return story;
  }

  @Test
  void rule1_isFoundByItsName() {
    assertThat(MarketAgents.find(provider().name()).getClass()).isEqualTo(provider().getClass());
  }

  @Test
  void rule2_isDeterministicForASeed() {
    assertThat(run(newAgent(SEED), 0, 200, HOUR_SECONDS, 1))
        .isEqualTo(run(newAgent(SEED), 0, 200, HOUR_SECONDS, 1));
  }

  @Test
  void rule3_answersTheSameWhenAskedAgain() {
    MarketAgent agent = newAgent(SEED);
    BidCurve bid = agent.onInterval(context(0, HOUR_SECONDS));
    assertThat(agent.onInterval(context(0, HOUR_SECONDS))).isEqualTo(bid);
    Award award = clear(0, bid, 30_000_000);
    long delivered = agent.onAward(award);
    byte[] state = agent.snapshot();
    assertThat(agent.onAward(award)).isEqualTo(delivered);
    assertThat(agent.snapshot()).isEqualTo(state);
  }

  @Test
  void rule3_refusesToGoBackInTime() {
    MarketAgent agent = newAgent(SEED);
    agent.onInterval(context(5, HOUR_SECONDS));
    IntervalContext earlier = context(4, HOUR_SECONDS);
    assertThatThrownBy(() -> agent.onInterval(earlier)).hasMessageContaining("rising order");
  }

  @Test
  void rule4_staysWithinItsLimitsOverAYear() {
    MarketAgent agent = newAgent(SEED);
    var limits = agent.limits();
    var random = new SplittableRandom(7);
    for (int k = 0; k < YEAR_HOURS; k++) {
      BidCurve bid = agent.onInterval(context(k, HOUR_SECONDS));
      assertThat(limits.contain(bid)).as("%s within %s", bid, limits).isTrue();
      long delivered = agent.onAward(clear(k, bid, randomPriceMicros(random)));
      assertThat(delivered).isBetween(limits.minWatts(), limits.maxWatts());
    }
    assertThat(agent.limits()).isEqualTo(limits);
  }

  @Test
  void rule4_staysWithinItsLimitsInFiveMinuteIntervals() {
    MarketAgent agent = newAgent(SEED);
    var random = new SplittableRandom(8);
    for (int k = 0; k < 2 * 288; k++) {
      BidCurve bid = agent.onInterval(context(k, 300));
      assertThat(agent.limits().contain(bid)).isTrue();
      agent.onAward(clear(k, bid, randomPriceMicros(random)));
    }
  }

  @Test
  void rule5_restoresASnapshotAtAnyMoment() {
    MarketAgent agent = newAgent(SEED);
    run(agent, 0, 30, HOUR_SECONDS, 2);
    MarketAgent betweenIntervals = newAgent(SEED);
    betweenIntervals.restore(agent.snapshot());
    BidCurve bid = agent.onInterval(context(30, HOUR_SECONDS));
    assertThat(betweenIntervals.onInterval(context(30, HOUR_SECONDS))).isEqualTo(bid);

    MarketAgent withinAnInterval = newAgent(SEED);
    withinAnInterval.restore(agent.snapshot());
    Award award = clear(30, bid, 25_000_000);
    assertThat(withinAnInterval.onAward(award)).isEqualTo(agent.onAward(award));
    assertThat(run(withinAnInterval, 31, 50, HOUR_SECONDS, 3))
        .isEqualTo(run(agent, 31, 50, HOUR_SECONDS, 3));
  }

  @Test
  void rule5_refusesBytesThatAreNoSnapshot() {
    MarketAgent agent = newAgent(SEED);
    byte[] cut = new byte[] {1, 2, 3};
    assertThatThrownBy(() -> agent.restore(cut)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void rule6_goesOnAfterVoidAndMissedAndSkippedIntervals() {
    MarketAgent agent = newAgent(SEED);
    var random = new SplittableRandom(9);
    for (int k = 0; k < 500; k++) {
      int fate = random.nextInt(4);
      if (fate == 0) {
        continue;
      }
      BidCurve bid = agent.onInterval(context(k, HOUR_SECONDS));
      assertThat(agent.limits().contain(bid)).isTrue();
      switch (fate) {
        case 1 -> agent.onAward(Award.none(k));
        case 2 -> agent.onAward(clear(k, bid, randomPriceMicros(random)));
        default -> {}
      }
    }
  }

  @Test
  void rule8_letsPlanOnlyWhatCanBeKeptAndDoesWhatWasPlanned() {
    MarketAgent agent = newAgent(SEED);
    var random = new SplittableRandom(8);
    for (int k = 0; k < 30 * 24; k++) {
      IntervalContext now = context(k, HOUR_SECONDS);
      BidCurve bid = agent.onInterval(now);
      Optional<HorizonRequest> request = agent.onHorizon(now);
      assertThat(agent.onHorizon(now)).isEqualTo(request);
      assertThat(agent.onInterval(now)).isEqualTo(bid);
      long planned = request.map(r -> plannedWatts(r, random)).orElse(0L);
      assertThat(agent.limits().minWatts()).isLessThanOrEqualTo(bid.minWatts() + planned);
      assertThat(agent.limits().maxWatts()).isGreaterThanOrEqualTo(bid.maxWatts() + planned);
      long price = randomPriceMicros(random);
      long watts = bid.lowWattsAt(price * BidCurve.PICOS_PER_MICRO) + planned;
      boolean shed = random.nextInt(10) == 0;
      long delivered =
          agent.onAward(new Award(k, shed ? 0 : watts, OptionalLong.of(price), planned));
      assertThat(delivered).isBetween(agent.limits().minWatts(), agent.limits().maxWatts());
    }
  }

  /** A schedule that an aggregator might book, within the limits of the agent. */
  private long plannedWatts(HorizonRequest request, SplittableRandom random) {
    HorizonWindow window = HorizonWindow.of(request, HOUR_SECONDS).orElseThrow();
    long[] wanted = new long[request.intervals()];
    for (int t = 0; t < wanted.length; t++) {
      HorizonRequest.Step step = request.steps().get(t);
      assertThat(step.minWatts()).isGreaterThanOrEqualTo(newAgent(SEED).limits().minWatts());
      assertThat(step.maxWatts()).isLessThanOrEqualTo(newAgent(SEED).limits().maxWatts());
      wanted[t] = random.nextLong(step.minWatts(), step.maxWatts() + 1);
    }
    long[] schedule = window.nearest(wanted);
    assertThat(request.allows(schedule, HOUR_SECONDS)).isTrue();
    return schedule[0];
  }

  @Test
  void rule7_refusesUnknownKeysOfItsConfiguration() {
    var config = new HashMap<>(config());
    config.put("no-such-key", "1");
    var setup = new AgentSetup(new ParticipantId("tck-1"), SEED, config);
    assertThatThrownBy(() -> provider().create(setup))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("no-such-key")
        .hasMessageContaining("tck-1");
  }
}
