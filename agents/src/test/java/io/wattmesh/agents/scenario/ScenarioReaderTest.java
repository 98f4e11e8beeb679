package io.wattmesh.agents.scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class ScenarioReaderTest {
  private static final String SMALLEST =
      """
      name: small
      seed: 7
      start: 2025-04-10T00:00:00Z
      intervals: 24
      interval-seconds: 3600
      grid:
        case: some_case
      """;

  @Test
  void theSmallestFileHasDefaults() {
    Scenario scenario = Scenarios.parse("small.yaml", SMALLEST);
    assertThat(scenario.seed()).isEqualTo(7);
    assertThat(scenario.validators()).isEqualTo(4);
    assertThat(scenario.priceCapMicrosPerMwh()).isEqualTo(1_000_000_000);
    assertThat(scenario.grid().regions()).isEqualTo(1);
    assertThat(scenario.bulk().enabled()).isTrue();
    assertThat(scenario.prosumers().count()).isZero();
    assertThat(scenario.startEpochSeconds(2)).isEqualTo(1_744_243_200 + 7_200);
  }

  @Test
  void branchLimitsAndHoursAreRead() {
    Scenario scenario =
        Scenarios.parse(
            "small.yaml",
            SMALLEST
                + """
                  branch-limits: {0: 100, 12: 5.5}
                bulk-load:
                  profiles: {h25: 1}
                """);
    assertThat(scenario.grid().branchLimitsMw()).isEqualTo(Map.of(0, 100.0, 12, 5.5));
    assertThat(scenario.bulk().profileWeights())
        .containsEntry("h25", 1.0)
        .containsEntry("g25", 0.0);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      textBlock =
          """
          intervals: 24     | intervals: many        | small.yaml:4: 'intervals' is 'many', it must be an integer from 1 to 1000000.
          intervals: 24     | intervals: 0           | small.yaml:4: 'intervals' is '0'
          seed: 7           | sead: 7                | small.yaml:1: 'seed' is missing
          name: small       | name: small\\nfoo: 1    | small.yaml:2: unknown key 'foo'; known are
          start: 2025       | start: April 2025      | small.yaml:3: 'start' is 'April 2025-04-10T00:00:00Z', it must be a UTC time
          seed: 7           | seed: 7\\nseed: 8       | small.yaml:3: 'seed' stands here twice
          case: some_case   | cases: x               | small.yaml:6: 'grid.case' is missing
          case: some_case   | case: x\\n  regions: no | small.yaml:8: 'grid.regions' is 'no'
          case: some_case   | case: x\\n  colour: red | small.yaml:8: unknown key 'grid.colour'; known are branch-limits, case, dc-model
          case: some_case   | case: x\\n  branch-limits: {one: 5} | 'grid.branch-limits' has 'one'; name branches by their row
          name: small       | name: [small           | not valid YAML
          name: small       | name: {a: b}           | 'name' must be a single value
          seed: 7           | seed: 7\\nprosumers: {solar-share: 2} | 'prosumers.solar-share' is '2', it must be a number from 0.0 to 1.0
          seed: 7           | seed: 7\\nbulk-load: {hourly: [1, 2]} | 'bulk-load.hourly' has 2 values; give 24
          seed: 7           | seed: 7\\nbulk-load: {profiles: {h0: 1}} | unknown key 'bulk-load.profiles.h0'; known are g25, h25, office, shop
          seed: 7           | seed: 7\\nparticipants: [{id: a, bus: 1, agent: ghost}] | 'participants.agent' is 'ghost', it must be one of bulk-load
          seed: 7           | seed: 7\\nparticipants: [{id: A b, bus: 1, agent: household}] | 'participants.id' is 'A b'
          seed: 7           | seed: 7\\nparticipants: [{id: a, bus: 1, agent: household}, {id: a, bus: 2, agent: household}] | participant 'a' is named twice
          """)
  void mistakesAreNamedWithTheirPlace(String good, String bad, String message) {
    String yaml = SMALLEST.replace(good, bad.replace("\\n", "\n"));
    assertThatThrownBy(() -> Scenarios.parse("small.yaml", yaml))
        .isInstanceOf(ScenarioException.class)
        .hasMessageContaining(message);
  }

  @Test
  void aMissingFileNamesTheShippedScenarios() {
    assertThatThrownBy(() -> Scenarios.load("no-such.yaml"))
        .hasMessageContaining("no-such.yaml")
        .hasMessageContaining("seed-3bus-triangle");
  }

  static Iterable<String> shipped() {
    return Scenarios.shippedNames();
  }

  @ParameterizedTest
  @MethodSource("shipped")
  void everyShippedScenarioLoadsUnderItsName(String name) {
    Scenario scenario = Scenarios.load(name);
    assertThat(scenario.name()).isEqualTo(name);
    if (name.startsWith("seed")) {
      assertThat(Scenarios.shippedCase(scenario.grid().caseName()))
          .hasValueSatisfying(text -> assertThat(text).contains("mpc.branch"));
    }
  }
}
