package io.wattmesh.agents.scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.wattmesh.proto.governance.RuleParameter;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GovernanceReaderTest {
  private static final String YAML =
      """
      name: small
      seed: 7
      grid: {case: some_case}
      start: 2025-04-10T00:00:00Z
      intervals: 4
      interval-seconds: 300
      rule-change-delay: 90
      rule-changes:
        - interval: 1
          price-cap: 200
          deviation: 0.25
          gas-price: 3
          delay: 60
        - interval: 3
          void-price: -1.5
      network-notices:
        - interval: 0
          limits: {2: 10.5}
          out: [4]
      """;

  private static GovernanceSpec read(String yaml) {
    return ScenarioReader.read("small.yaml", yaml).governance();
  }

  @Test
  void changes_and_notices_are_read_in_the_ledgers_units() {
    GovernanceSpec spec = read(YAML);
    assertThat(spec.delaySeconds()).hasValue(90);
    assertThat(spec.ruleChanges()).hasSize(2);
    assertThat(spec.ruleChanges().getFirst().interval()).isEqualTo(1);
    assertThat(spec.ruleChanges().getFirst().values())
        .isEqualTo(
            Map.of(
                RuleParameter.PRICE_CAP, 200_000_000L,
                RuleParameter.DEVIATION, 250_000L,
                RuleParameter.GAS_PRICE, 3L,
                RuleParameter.DELAY, 60_000L));
    assertThat(spec.ruleChanges().getLast().values())
        .isEqualTo(Map.of(RuleParameter.VOID_PRICE, -1_500_000L));
    NetworkNoticeSpec notice = spec.networkNotices().getFirst();
    assertThat(notice.limitsMw()).isEqualTo(Map.of(2, 10.5));
    assertThat(notice.out()).containsExactly(4);
  }

  @Test
  void a_scenario_without_them_changes_nothing() {
    String plain = YAML.substring(0, YAML.indexOf("rule-change-delay"));
    assertThat(read(plain)).isEqualTo(GovernanceSpec.NONE);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      textBlock =
          """
          interval: 3      | interval: 1  | 'rule-changes.interval' is '1', it must be an integer from 2 to 3
          interval: 0      | interval: 4  | 'network-notices.interval' is '4', it must be an integer from 0
          void-price: -1.5 | colour: 3    | unknown key 'rule-changes.colour'
          deviation: 0.25  | deviation: 2 | 'rule-changes.deviation'
          out: [4]         | out: [2]     | 'network-notices.out' is '2'
          {2: 10.5}        | {two: 10.5}  | 'network-notices.limits' has 'two'
          """)
  void what_makes_no_sense_is_refused_by_its_place(String good, String wrong, String words) {
    assertThatThrownBy(() -> read(YAML.replace(good, wrong)))
        .isInstanceOf(ScenarioException.class)
        .hasMessageContaining("small.yaml:")
        .hasMessageContaining(words);
  }

  @Test
  void a_change_of_nothing_is_refused() {
    assertThatThrownBy(() -> read(YAML.replace("    void-price: -1.5\n", "")))
        .hasMessageContaining("changes nothing");
  }
}
