package io.wattmesh.agents.scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.wattmesh.proto.model.ParticipantId;
import java.util.List;
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
    assertThat(scenario.validatorChanges()).isEmpty();
    assertThat(scenario.priceCapMicrosPerMwh()).isEqualTo(1_000_000_000);
    assertThat(scenario.grid().regions()).isEqualTo(1);
    assertThat(scenario.bulk().enabled()).isTrue();
    assertThat(scenario.prosumers().count()).isZero();
    assertThat(scenario.aggregators()).isEqualTo(new AggregatorSpec(1, 0, 0, 0, 0));
    assertThat(scenario.sealedBids()).isEqualTo(SealedBidSpec.OPEN);
    assertThat(scenario.auditors()).isEmpty();
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

  @Test
  void aggregatorsAndAuditorsAreRead() {
    Scenario scenario =
        Scenarios.parse(
            "small.yaml",
            SMALLEST
                + """
                aggregators:
                  per-bus: 2
                  bond: 250.5
                  claim-window-seconds: 7200
                  omission-penalty: 100
                  compensation: 30
                auditors:
                  - {id: auditor-north, buses: [4, 12]}
                """);
    assertThat(scenario.aggregators())
        .isEqualTo(new AggregatorSpec(2, 250_500_000, 7_200, 100_000_000, 30_000_000));
    assertThat(scenario.auditors())
        .containsExactly(new AuditorSpec(new ParticipantId("auditor-north"), List.of(4, 12)));
  }

  @Test
  void bidsAreSealedIfTheFileSaysSoAndForfeitAtMostThePriceCap() {
    Scenario scenario =
        Scenarios.parse("small.yaml", SMALLEST + "sealed-bids: true\nsealed-bid-forfeit: 12.5\n");
    assertThat(scenario.sealedBids()).isEqualTo(new SealedBidSpec(true, 12_500_000));
    assertThat(Scenarios.parse("small.yaml", SMALLEST + "sealed-bids: true\n").sealedBids())
        .isEqualTo(new SealedBidSpec(true, 1_000_000));
    assertThatThrownBy(
            () ->
                Scenarios.parse("small.yaml", SMALLEST + "price-cap: 50\nsealed-bid-forfeit: 51\n"))
        .hasMessageContaining("'sealed-bid-forfeit' is '51'");
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
          seed: 7           | seed: 7\\naggregators: {per-bus: 5} | 'aggregators.per-bus' is '5', it must be an integer from 1 to 4
          seed: 7           | seed: 7\\naggregators: {compensation: 5} | 'aggregators.compensation' is a part of 'aggregators.omission-penalty'
          seed: 7           | seed: 7\\nauditors: [{id: a, buses: [x]}] | 'auditors.buses' is 'x', it must be a bus's number
          seed: 7           | seed: 7\\nauditors: [{id: a}, {id: a}] | Auditor 'a' is there twice
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

  private static final String CHANGES =
      SMALLEST
          + """
          validator-changes:
            - interval: 2
              add: [{validator: validator-04}, {validator: validator-new, power: 3}]
              remove: [validator-01]
              rekey: [validator-02]
              reweigh: {validator-03: 2}
            - interval: 5
              remove: [validator-02]
            - interval: 6
              add: [{validator: validator-02, power: 7}]
          """;

  @Test
  void validatorChangesAreReadEachUponTheOneBefore() {
    Scenario scenario = Scenarios.parse("small.yaml", CHANGES);
    assertThat(scenario.firstValidators())
        .extracting(seat -> seat.id().value())
        .containsExactly("validator-00", "validator-01", "validator-02", "validator-03");
    assertThat(scenario.validatorChanges())
        .extracting(ValidatorChangeSpec::interval)
        .containsExactly(2, 5, 6);
    ValidatorChangeSpec first = scenario.validatorChanges().getFirst();
    assertThat(first.words())
        .isEqualTo(
            "validator-01 leaves; validator-02 has another key; validator-03 has power 2;"
                + " validator-04 joins with power 1; validator-new joins with power 3");
    assertThat(first.seats())
        .containsExactly(
            seat("validator-00", 1, 1),
            seat("validator-02", 1, 2),
            seat("validator-03", 2, 1),
            seat("validator-04", 1, 1),
            seat("validator-new", 3, 1));
    assertThat(scenario.validatorChanges().getLast().seats())
        .as("who comes back has the key that it had last")
        .contains(seat("validator-02", 7, 2));
  }

  private static ValidatorSeat seat(String name, long power, int keyNumber) {
    return new ValidatorSeat(new ParticipantId(name), power, keyNumber);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      textBlock =
          """
          remove: [validator-01] | remove: [validator-09] | small.yaml:11: 'validator-changes.remove' is 'validator-09', it must be one of the validators then: validator-00, validator-01, validator-02, validator-03, each once.
          remove: [validator-01] | remove: [validator-01, validator-01] | 'validator-changes.remove' is 'validator-01', it must be one of the validators then
          remove: [validator-01] | remove: [validator-02] | 'validator-changes.rekey' is 'validator-02', it must be one of the validators then: validator-00, validator-01, validator-03
          remove: [validator-01] | remove: validator-01 | 'validator-changes.remove' must be a list
          validator: validator-04 | validator: validator-00 | 'validator-changes.add.validator' is 'validator-00', it must begin with 'validator-' and be no participant's name, nor one of the validators before (validator-00, validator-01, validator-02, validator-03) or added twice
          validator: validator-04 | validator: validator-new | 'validator-changes.add.validator' is 'validator-new', it must begin
          validator: validator-04 | validator: validator-01 | 'validator-changes.add.validator' is 'validator-01', it must begin
          validator: validator-04 | validator: v4 | 'validator-changes.add.validator' is 'v4', it must begin with 'validator-'
          validator: validator-04 | name: validator-04 | 'validator-changes.add.validator' is missing; add it.
          power: 3 | power: 0 | 'validator-changes.add.power' is '0', it must be an integer from 1 to 1000000000.
          {validator-03: 2} | {validator-03: 0} | 'validator-changes.reweigh.validator-03' is '0', it must be an integer from 1 to
          {validator-03: 2} | {validator-04: 2} | 'validator-changes.reweigh' has 'validator-04', it must be one of the validators then: validator-00, validator-02, validator-03.
          interval: 2 | interval: 24 | 'validator-changes.interval' is '24', it must be an integer from 0 to 23: within the run, each change in a later interval
          interval: 2 | interval: -1 | 'validator-changes.interval' is '-1', it must be an integer from 0 to 23
          interval: 5 | interval: 2 | 'validator-changes.interval' is '2', it must be an integer from 3 to 23
          remove: [validator-02] | reweigh: {validator-03: 2} | small.yaml:14: this change leaves all validators as they are; give it something to add, remove, rekey or reweigh, or take it out.
          remove: [validator-02] | remove: [validator-02, validator-03] | small.yaml:14: this change leaves 3 validators (validator-00, validator-04, validator-new), it must leave 4 to 1000: of fewer none may fail. Remove fewer or add others.
          remove: [validator-02] | remove: [validator-00, validator-02, validator-03, validator-04, validator-new] | this change leaves 0 validators (), it must leave 4
          interval: 5 | intervall: 5 | 'validator-changes.interval' is missing
          remove: [validator-02] | drop: [validator-02] | unknown key 'validator-changes.drop'; known are add, interval, rekey, remove, reweigh.
          """)
  void mistakesInValidatorChangesAreNamedWithValueRuleAndRemedy(
      String good, String bad, String message) {
    assertThat(CHANGES).contains(good);
    String yaml = CHANGES.replace(good, bad);
    assertThatThrownBy(() -> Scenarios.parse("small.yaml", yaml))
        .isInstanceOf(ScenarioException.class)
        .hasMessageContaining(message);
  }

  @Test
  void aValidatorThatJoinsHasNoParticipantsName() {
    String yaml =
        CHANGES
            + """
            participants: [{id: validator-04, bus: 1, agent: household}]
            """;
    assertThatThrownBy(() -> Scenarios.parse("small.yaml", yaml))
        .hasMessageContaining("'validator-04', it must begin")
        .hasMessageContaining("be no participant's name");
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
