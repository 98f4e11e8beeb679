package io.wattmesh.agents.scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.wattmesh.agents.spi.IntervalContext;
import io.wattmesh.proto.model.BidCurve;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class ScenarioPlanTest {
  private static final List<CaseBus> THREE_BUSES =
      List.of(new CaseBus(1, 0), new CaseBus(2, 0), new CaseBus(3, 0));

  private static ScenarioPlan plan(int prosumers) {
    String yaml =
        """
        name: small
        seed: 7
        start: 2025-04-10T00:00:00Z
        intervals: 24
        interval-seconds: 3600
        grid: {case: some_case}
        prosumers: {count: %d}
        """
            .formatted(prosumers);
    return ScenarioPlan.of(
        Scenarios.parse("small.yaml", yaml), SmallCase.BUSES, SmallCase.GENERATORS);
  }

  private static Map<String, ParticipantPlan> byId(ScenarioPlan plan) {
    return plan.participants().stream()
        .collect(Collectors.toMap(p -> p.id().value(), Function.identity()));
  }

  @Test
  void theSamePlanTwice() {
    assertThat(plan(50).participants()).isEqualTo(plan(50).participants());
  }

  @Test
  void moreProsumersChangeNothingForTheOthers() {
    Map<String, ParticipantPlan> few = byId(plan(100));
    Map<String, ParticipantPlan> many = byId(plan(500));
    few.forEach(
        (id, participant) -> {
          if (!id.startsWith("bulk")) {
            assertThat(many.get(id)).isEqualTo(participant);
          }
        });
  }

  @Test
  void anotherShareChangesOnlyWhoHasTheDevice() {
    var some = new Population(7, new ProsumerSpec(9, 0.1, 0.4, 0.2, 0.3, 0.35));
    var more = new Population(7, new ProsumerSpec(9, 0.1, 0.4, 0.2, 1.0, 0.35));
    for (int k = 0; k < 200; k++) {
      var without = new HashMap<>(more.prosumer(k).config());
      if (!some.prosumer(k).config().containsKey("vehicle-kw")) {
        without.keySet().removeIf(key -> key.startsWith("vehicle"));
      }
      assertThat(without).isEqualTo(some.prosumer(k).config());
    }
  }

  @Test
  void namesAndBusesFollowTheCase() {
    Map<String, ParticipantPlan> plan = byId(plan(100));
    assertThat(plan).containsKeys("gen-000", "gen-002", "bulk-bus-2", "bulk-bus-7");
    assertThat(plan).doesNotContainKeys("gen-001", "bulk-bus-1");
    assertThat(plan.get("gen-002").agent()).isEqualTo("generator");
    assertThat(plan.get("gen-003").agent()).isEqualTo("fixed-curve");
    assertThat(plan.get("gen-003").limits().minWatts()).isEqualTo(-30_000_000);
    assertThat(plan.get("gen-000").limits().maxWatts()).isEqualTo(400_000_000);
    assertThat(plan.keySet()).anyMatch(id -> id.matches("house-00\\d\\d"));
    assertThat(plan.keySet()).anyMatch(id -> id.matches("shop-00\\d\\d"));
  }

  @Test
  void prosumersAreSpreadInProportionToLoad() {
    Map<Integer, Long> count =
        plan(900).participants().stream()
            .filter(p -> p.id().value().matches("(house|shop)-.*"))
            .collect(Collectors.groupingBy(ParticipantPlan::bus, Collectors.counting()));
    assertThat((double) count.get(2)).isCloseTo(600, within(3.0));
    assertThat((double) count.get(3)).isCloseTo(200, within(3.0));
    assertThat((double) count.get(4)).isCloseTo(100, within(3.0));
    assertThat(count).containsOnlyKeys(2, 3, 4);
  }

  @Test
  void bulkLoadAndDevicesTogetherDrawTheCaseTimesTheShape() {
    ScenarioPlan plan = plan(500);
    DeviceShare share = plan.deviceShare();
    assertThat(share.totalPeakMw()).isCloseTo(450, within(1e-3));
    assertThat(share.devicesPeakMw()).isBetween(0.5, 5.0);
    assertThat(share.fraction()).isCloseTo(share.devicesPeakMw() / 450, within(1e-9));
  }

  @Test
  void everyDepositCoversSomeIntervalsAtThePriceCap() {
    for (ParticipantPlan participant : plan(50).participants()) {
      double worstMw = -participant.limits().minWatts() / 1e6;
      assertThat(participant.depositMicros() / 1e6).isGreaterThanOrEqualTo(4 * worstMw * 1000);
    }
  }

  @Test
  void agentsOfAPlanHaveTheirOwnSeeds() {
    List<ParticipantPlan> participants = plan(300).participants();
    assertThat(participants.stream().map(ParticipantPlan::seed).distinct())
        .hasSameSizeAs(participants);
    assertThat(participants.getFirst().newAgent().limits())
        .isEqualTo(participants.getFirst().limits());
  }

  @Test
  @Tag("seed-12")
  void theThreeBusMarketHasItsFourCurvesAndItsPrice() {
    ScenarioPlan plan = ScenarioPlan.of(Scenarios.load("seed-3bus"), THREE_BUSES, List.of());
    assertThat(plan.participants())
        .extracting(p -> p.id().value())
        .containsExactly("supply-1", "supply-3", "demand-2", "demand-3");
    var context = new IntervalContext(0, 1_744_286_400, 3_600, OptionalLong.empty());
    long pricePicos = 235_000_000_000_000L / 19;
    List<Long> watts =
        plan.participants().stream()
            .map(p -> p.newAgent().onInterval(context).lowWattsAt(pricePicos))
            .toList();
    assertThat(watts).containsExactly(147_368_421L, 43_684_210L, -138_157_895L, -52_894_737L);
    BidCurve supply = plan.participants().getFirst().newAgent().onInterval(context);
    assertThat(supply.lowWattsAt(15_000_000 * BidCurve.PICOS_PER_MICRO)).isEqualTo(200_000_000);
  }

  @Test
  void aParticipantAtAnUnknownBusIsNamedWithItsLine() {
    Scenario scenario = Scenarios.load("seed-3bus");
    List<CaseBus> twoBuses = THREE_BUSES.subList(0, 2);
    assertThatThrownBy(() -> ScenarioPlan.of(scenario, twoBuses, List.of()))
        .hasMessageContaining("seed-3bus.yaml:")
        .hasMessageContaining("'supply-3' is at bus 3");
  }

  @Test
  void aParticipantsWrongConfigurationIsNamedWithItsLine() {
    Scenario scenario =
        Scenarios.parse(
            "small.yaml",
            """
            name: small
            seed: 7
            start: 2025-04-10T00:00:00Z
            intervals: 24
            interval-seconds: 3600
            grid: {case: some_case}
            participants:
              - id: a
                bus: 2
                agent: household
                config: {solar-kw: lots}
            """);
    assertThatThrownBy(() -> ScenarioPlan.of(scenario, SmallCase.BUSES, SmallCase.GENERATORS))
        .hasMessageContaining("small.yaml:8")
        .hasMessageContaining("'solar-kw' is 'lots', not a number");
  }

  @Test
  void prosumersNeedACaseWithLoad() {
    Scenario scenario = Scenarios.load("default");
    assertThatThrownBy(() -> ScenarioPlan.of(scenario, THREE_BUSES, List.of()))
        .hasMessageContaining("default.yaml")
        .hasMessageContaining("has no load to place 2000 prosumers by");
  }
}
