package io.wattmesh.cluster.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.wattmesh.agents.scenario.Scenarios;
import io.wattmesh.cluster.market.ScenarioMarket;
import io.wattmesh.proto.model.ParticipantId;
import io.wattmesh.proto.proof.SettlementStatement;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Markets with too little or too much clear and settle, from bids to payments, in a whole node. */
class ScarcityRunTest {
  private static final String MARKET =
      """
      name: short
      description: A triangle that cannot serve all load.
      seed: 1
      grid:
        case: seed_3bus_triangle
        branch-limits: {0: 20}
        regions: 3
      start: 2025-04-10T12:00:00Z
      intervals: 1
      interval-seconds: 3600
      price-cap: 1000
      validators: 4
      generators: false
      bulk-load:
        enabled: false
      participants:
      """;

  @TempDir private Path temp;

  private IntervalResult result;

  private void run(String... participants) {
    var yaml = new StringBuilder(MARKET);
    for (String participant : participants) {
      String[] words = participant.split(": ", 2);
      yaml.append("  - id: ").append(words[0]).append('\n');
      yaml.append("    bus: ").append(words[0].charAt(words[0].length() - 1)).append('\n');
      yaml.append("    agent: fixed-curve\n");
      yaml.append("    config: { curve: \"").append(words[1]).append("\" }\n");
    }
    ScenarioMarket market = ScenarioMarket.of(Scenarios.parse("short.yaml", yaml.toString()), temp);
    try (MarketRun run = MarketRun.start(market, 1, temp)) {
      run.run(interval -> {});
      result = run.collector().result(0).orElseThrow();
      assertThat(run.collector().refusedClearings()).isEmpty();
      assertThat(run.refusedBids(0)).isZero();
    }
    assertThat(result.voided()).isFalse();
    assertThat(result.verdict().orElseThrow().isValid()).isTrue();
  }

  private double awardMw(String participant) {
    return result.awardsWatts().get(new ParticipantId(participant)) / 1e6;
  }

  private double certifiedPrice(int bus) {
    return result.certificate().orElseThrow().pricePicosPerMwh(bus - 1) / 1e12;
  }

  private double settledPrice(String participant) {
    for (SettlementStatement statement : result.settled().orElseThrow().statements()) {
      if (statement.participant().value().equals(participant)) {
        return statement.priceMicrosPerMwh() / 1e6;
      }
    }
    throw new AssertionError(participant + " has no statement.");
  }

  @Test
  void loadBeyondSupplyIsShedAtTheCapInEqualPartsAndTheIntervalStands() {
    run("supply-1: 0 @ 10, 30 @ 10", "load-3: -60 @ 0", "other-load-3: -30 @ 0");
    assertThat(awardMw("supply-1")).isCloseTo(30, within(1e-6));
    assertThat(awardMw("load-3")).isCloseTo(-20, within(1e-6));
    assertThat(awardMw("other-load-3")).isCloseTo(-10, within(1e-6));
    assertThat(settledPrice("load-3")).isEqualTo(1_000);
  }

  @Test
  void aPriceThatALimitLiftsBeyondTheCapIsPaidAtTheCap() {
    run("supply-1: 0 @ 10, 500 @ 10", "supply-2: 0 @ 10, 5 @ 10", "load-3: -100 @ 0");
    assertThat(certifiedPrice(2)).isCloseTo(1_990, within(1e-6));
    assertThat(settledPrice("supply-2")).isEqualTo(1_000);
    assertThat(settledPrice("load-3")).isEqualTo(1_000);
    assertThat(settledPrice("supply-1")).isEqualTo(10);
    assertThat(awardMw("supply-2")).isCloseTo(5, within(1e-6));
    assertThat(awardMw("load-3")).isCloseTo(-(awardMw("supply-1") + 5), within(1e-6));
    assertThat(result.settled().orElseThrow().congestionRentMicros()).isPositive();
  }

  @Test
  void whatMustRunBeyondLoadIsSpilledAtTheFloor() {
    run("supply-1: 40 @ 10, 60 @ 12", "load-3: -30 @ 0");
    assertThat(awardMw("supply-1")).isCloseTo(30, within(1e-6));
    assertThat(awardMw("load-3")).isCloseTo(-30, within(1e-6));
    assertThat(settledPrice("supply-1")).isEqualTo(-1_000);
  }
}
