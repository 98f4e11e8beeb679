package io.wattmesh.grid.clearing;

import static org.assertj.core.api.Assertions.assertThat;

import io.wattmesh.grid.certificate.Verdict;
import io.wattmesh.grid.clearing.simulation.ClearingSimulation;
import io.wattmesh.grid.network.DcModel;
import io.wattmesh.grid.network.Network;
import io.wattmesh.grid.partition.RegionPlan;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Markets that once ended without prices, each with a cause of its own. */
class HardMarketTest {

  @ParameterizedTest
  @CsvSource({
    "187, 0", // a bus is on a step that interrupts a flat slope
    "672, 0", "31, 1", // many such buses, beside full lines
    "31, 2", "31, 11",
  })
  void whereStepsInterruptSlopesTheMarginalStepIsFound(int seed, int interval) {
    int decimal = (interval == 0 ? seed : interval) % 10;
    Network network =
        Cases.read("case300_ieee", DcModel.MATPOWER)
            .withBranches(b -> b.scaledLimits(0.6 + 0.04 * decimal));
    BidMarket market = BidMarket.of(network, seed, interval);
    Verdict verdict = market.judge(market.certify(8));
    assertThat(verdict.isValid()).as(verdict.reason() + " " + verdict.detail()).isTrue();
  }

  /** A star of four regions; the counts are those before the polish. */
  @ParameterizedTest
  @CsvSource({"case118_ieee, 7", "case300_ieee, 11", "case1354_pegase, 12"})
  void theInteriorPointAloneNeedsFewIterations(String name, int most) {
    Network network = Cases.read(name, DcModel.MATPOWER);
    ClearingOutcome outcome =
        new ClearingSimulation(
                RegionPlan.of(network, 4),
                network.busCurves(),
                ClearingParameters.of(ClearingMethod.INTERIOR_POINT),
                ClearingSimulation.IN_ORDER)
            .run();
    assertThat(outcome).isInstanceOf(ClearingOutcome.Cleared.class);
    assertThat(outcome.effort().iterations()).isLessThanOrEqualTo(most);
    assertThat(outcome.effort().polishes()).isEqualTo(1);
  }
}
