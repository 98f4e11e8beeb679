package io.wattmesh.agents.scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class PopulationTest {
  private static final Scenario DEFAULT = Scenarios.load("default");
  private static final Population POPULATION = new Population(DEFAULT.seed(), DEFAULT.prosumers());

  /** A change of the rule changes every published run: it must be meant. */
  @Test
  void theSeededRuleIsPinned() {
    assertThat(POPULATION.prosumer(1).id()).hasToString("house-0001");
    assertThat(POPULATION.prosumer(1).config())
        .isEqualTo(
            Map.of(
                "house", "4",
                "load-scale", "1.01",
                "phase-minutes", "-15",
                "solar-kw", "6.946",
                "solar-profile", "4",
                "heat-pump-kw", "3.726",
                "heat-loss-w-per-k", "169.89"));
  }

  private static double shareWith(String key) {
    return IntStream.range(0, 2_000)
            .filter(k -> POPULATION.prosumer(k).config().containsKey(key))
            .count()
        / 2_000.0;
  }

  @Test
  void sharesAreKeptAsNearlyAsChanceDoes() {
    assertThat(shareWith("building")).isCloseTo(0.1, within(0.03));
    assertThat(shareWith("solar-kw")).isCloseTo(0.4, within(0.04));
    assertThat(shareWith("battery-kwh")).isCloseTo(0.2, within(0.04));
    assertThat(shareWith("vehicle-kw")).isCloseTo(0.9 * 0.3, within(0.04));
    assertThat(shareWith("heat-pump-kw")).isCloseTo(0.9 * 0.35, within(0.04));
  }

  @Test
  void anotherSeedMakesAnotherPopulation() {
    var other = new Population(DEFAULT.seed() + 1, DEFAULT.prosumers());
    assertThat(other.prosumer(1).config()).isNotEqualTo(POPULATION.prosumer(1).config());
  }
}
