package io.wattmesh.cluster.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.wattmesh.agents.scenario.Scenarios;
import io.wattmesh.cluster.market.ScenarioMarket;
import io.wattmesh.grid.certificate.ClearingCertificate;
import io.wattmesh.grid.certificate.NetworkModel;
import io.wattmesh.proto.model.ParticipantId;
import io.wattmesh.proto.proof.SettlementStatement;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The worked 3-bus market and its congested twins, from bids to settlement through a whole node.
 */
@Tag("seed-9")
class SeedScenariosTest {
  @TempDir private Path temp;

  private ScenarioMarket market;
  private IntervalResult result;
  private IntervalRow row;

  private void run(String scenario) {
    market = ScenarioMarket.of(Scenarios.load(scenario), temp);
    try (MarketRun run = MarketRun.start(market, 1, temp)) {
      run.run(interval -> {});
      result = run.collector().result(0).orElseThrow();
      row = IntervalRow.of(market, result, Optional.empty());
      assertThat(run.collector().refusedClearings()).isEmpty();
      assertThat(run.refusedBids(0)).isZero();
    }
    assertThat(result.voided()).isFalse();
    assertThat(result.verdict().orElseThrow().isValid()).isTrue();
    assertMoneyIsConserved();
  }

  @Test
  @Tag("seed-12")
  @Tag("seed-13")
  @Tag("seed-14")
  void theOpenChainHasOnePrice() {
    run("seed-3bus");
    assertPrices(235.0 / 19, 235.0 / 19, 235.0 / 19, 5e-5);
    assertAwards(147.368, -138.158, 43.684, -52.895);
    assertInjections(147.368, -138.158, -9.211);
    assertThat(flow(1, 2)).isCloseTo(147.368, within(5e-4));
    assertThat(flow(2, 3)).isCloseTo(9.211, within(5e-4));
    assertThat(row.congestionRentUsd()).isCloseTo(0, within(0.01));
    assertThat(row.welfareUsd()).isCloseTo(3013.42, within(0.01));
    assertThat(row.bindingLines()).isZero();
  }

  @Test
  @Tag("seed-15")
  @Tag("seed-17")
  void aLimitOf100OnTheFirstLineSplitsThePrices() {
    run("seed-3bus-f12");
    assertPrices(10, 15, 15, 5e-5);
    assertAwards(100, -125, 70, -45);
    assertThat(flow(1, 2)).isCloseTo(100, within(5e-4));
    assertThat(flow(2, 3)).isCloseTo(-25, within(5e-4));
    assertRent(500);
    assertThat(row.welfareUsd()).isCloseTo(2895, within(0.01));
    assertThat(row.bindingLines()).isOne();
  }

  @Test
  @Tag("seed-15")
  @Tag("seed-17")
  void aLimitOf5OnTheSecondLineSplitsThePrices() {
    run("seed-3bus-f23");
    assertPrices(12.2, 12.2, 12.6923, 5e-5);
    assertInjections(144, -139, -5);
    assertThat(flow(1, 2)).isCloseTo(144, within(5e-4));
    assertThat(flow(2, 3)).isCloseTo(5, within(5e-4));
    assertRent(2.46);
  }

  @Test
  @Tag("seed-16")
  void theOpenTriangleSpreadsTheFlowOverItsLoop() {
    run("seed-3bus-triangle-open");
    assertPrices(235.0 / 19, 235.0 / 19, 235.0 / 19, 5e-5);
    assertAwards(147.368, -138.158, 43.684, -52.895);
    assertThat(flow(1, 2)).isCloseTo(95.18, within(0.005));
    assertThat(flow(1, 3)).isCloseTo(52.19, within(0.005));
    assertThat(flow(3, 2)).isCloseTo(42.98, within(0.005));
    assertThat(row.welfareUsd()).isCloseTo(3013.42, within(0.01));
  }

  @Test
  @Tag("seed-16")
  @Tag("seed-17")
  void aLimitedLineOfTheTriangleGivesThreePrices() {
    run("seed-3bus-triangle");
    assertPrices(10.924, 15.697, 13.310, 5e-4);
    assertThat(flow(1, 2)).isCloseTo(80, within(5e-4));
    assertRent(572.69);
    assertThat(row.bindingLines()).isOne();
  }

  private ClearingCertificate certificate() {
    return result.certificate().orElseThrow();
  }

  private NetworkModel network() {
    return market.genesis().network();
  }

  private void assertPrices(double one, double two, double three, double tolerance) {
    assertThat(IntStream.range(0, 3).mapToDouble(k -> certificate().pricePicosPerMwh(k) / 1e12))
        .usingElementComparator(closeBy(tolerance))
        .containsExactly(one, two, three);
  }

  private void assertInjections(double one, double two, double three) {
    assertThat(IntStream.range(0, 3).mapToDouble(k -> certificate().injectionWatts(k) / 1e6))
        .usingElementComparator(closeBy(5e-4))
        .containsExactly(one, two, three);
  }

  private static java.util.Comparator<Double> closeBy(double tolerance) {
    return (a, b) -> Math.abs(a - b) <= tolerance ? 0 : Double.compare(a, b);
  }

  private void assertAwards(double supply1, double demand2, double supply3, double demand3) {
    assertThat(award("supply-1")).isCloseTo(supply1, within(5e-4));
    assertThat(award("demand-2")).isCloseTo(demand2, within(5e-4));
    assertThat(award("supply-3")).isCloseTo(supply3, within(5e-4));
    assertThat(award("demand-3")).isCloseTo(demand3, within(5e-4));
  }

  private double award(String participant) {
    return result.awardsWatts().get(new ParticipantId(participant)) / 1e6;
  }

  private double flow(int from, int to) {
    double[] flows = NetworkFlows.megawatts(network(), certificate());
    for (int k = 0; k < flows.length; k++) {
      int a = network().busNumber(network().fromBus(k));
      int b = network().busNumber(network().toBus(k));
      if (a == from && b == to) {
        return flows[k];
      }
      if (a == to && b == from) {
        return -flows[k];
      }
    }
    throw new AssertionError("There is no line " + from + "-" + to + ".");
  }

  /** The rent as reported, as the lines' prices times their flows, and as paid by the ledger. */
  private void assertRent(double expectedUsd) {
    double[] flows = NetworkFlows.megawatts(network(), certificate());
    double byLines = 0;
    for (int k = 0; k < flows.length; k++) {
      byLines += Math.abs(certificate().dualPicosPerMwh(k) / 1e12 * flows[k]);
    }
    assertThat(row.congestionRentUsd()).isCloseTo(expectedUsd, within(0.01));
    assertThat(byLines).isCloseTo(expectedUsd, within(0.01));
    assertThat(result.settled().orElseThrow().congestionRentMicros() / 1e6)
        .isCloseTo(expectedUsd, within(0.01));
  }

  /** What consumers pay is what producers get and the rent, but for a floor each. */
  private void assertMoneyIsConserved() {
    var settled = result.settled().orElseThrow();
    assertThat(settled.statements()).hasSize(4);
    long paid = settled.statements().stream().mapToLong(SettlementStatement::paymentMicros).sum();
    assertThat((double) Math.abs(paid))
        .isCloseTo((double) Math.abs(settled.congestionRentMicros()), within(10.0));
    assertThat(settled.statements().stream().mapToLong(SettlementStatement::awardedJoules).sum())
        .isZero();
  }
}
