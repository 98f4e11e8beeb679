package io.wattmesh.agents.strategy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.wattmesh.agents.spi.AgentSetup;
import io.wattmesh.agents.spi.Award;
import io.wattmesh.agents.spi.IntervalContext;
import io.wattmesh.agents.spi.MarketAgent;
import io.wattmesh.proto.model.ParticipantId;
import java.util.Arrays;
import java.util.Map;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class PriceMemoryTest {
  private static final int HOUR_SECONDS = 3_600;

  @Test
  void aUsualDayHasTheGivenMean() {
    double[] hours = new PriceMemory(30, 1000, 0).sortedHours(0, 24);
    assertThat(Arrays.stream(hours).average().orElseThrow()).isCloseTo(30, within(0.1));
  }

  @Test
  void anHourLearnsItsOwnPriceOnTheLocalClock() {
    var memory = new PriceMemory(30, 1000, -6);
    long evening = memory.localSeconds(25 * HOUR_SECONDS);
    assertThat(evening).isEqualTo(19 * HOUR_SECONDS);
    for (int day = 0; day < 20; day++) {
      memory.learn(evening + day * 86_400L, 77_000_000);
    }
    assertThat(memory.dollarsPerMwhAt(evening)).isCloseTo(77, within(0.1));
    assertThat(memory.dollarsPerMwhAt(evening + HOUR_SECONDS)).isCloseTo(39.6, within(1e-9));
  }

  @Test
  void whoLearnsOfAnotherPriceChangesNothingForThoseWhoLearnedTheSameBefore() {
    var one = new PriceMemory(30, 1000, 0);
    var other = new PriceMemory(30, 1000, 0);
    one.learn(0, 50_000_000);
    other.learn(0, 50_000_000);
    double before = other.dollarsPerMwhAt(0);
    assertThat(one.dollarsPerMwhAt(0)).isEqualTo(before);
    one.learn(0, 90_000_000);
    assertThat(one.dollarsPerMwhAt(0)).isGreaterThan(before);
    assertThat(other.dollarsPerMwhAt(0)).isEqualTo(before);
  }

  @Test
  void whoeverExpectsTheSameSharesIt() {
    double[] first = {1, 2.5, -0.0};
    assertThat(SharedPrices.share(first)).isSameAs(first);
    assertThat(SharedPrices.share(first.clone())).isSameAs(first);
    assertThat(SharedPrices.share(new double[] {1, 2.5, 0.0})).isNotSameAs(first);
  }

  @Test
  void aShortageIsNoForecast() {
    var memory = new PriceMemory(30, 100, 0);
    for (int day = 0; day < 50; day++) {
      memory.learn(0, 100_000_000);
    }
    assertThat(memory.dollarsPerMwhAt(0)).isCloseTo(50, within(0.1));
  }

  @Test
  void whoMissedItsAwardStillLearnsThePrice() {
    byte[] missed = stateAfterFirstHour(OptionalLong.of(80_000_000), false);
    byte[] awarded = stateAfterFirstHour(OptionalLong.empty(), true);
    byte[] unknown = stateAfterFirstHour(OptionalLong.empty(), false);
    assertThat(missed).isEqualTo(awarded).isNotEqualTo(unknown);
  }

  private static byte[] stateAfterFirstHour(OptionalLong lastPrice, boolean told) {
    MarketAgent agent =
        new HouseholdProvider()
            .create(
                new AgentSetup(
                    new ParticipantId("house-1"),
                    1,
                    Map.of("battery-kwh", "10", "battery-kw", "5")));
    agent.onInterval(new IntervalContext(0, 0, HOUR_SECONDS, OptionalLong.empty()));
    if (told) {
      agent.onAward(new Award(0, 0, OptionalLong.of(80_000_000)));
    }
    agent.onInterval(new IntervalContext(1, HOUR_SECONDS, HOUR_SECONDS, lastPrice));
    return agent.snapshot();
  }
}
