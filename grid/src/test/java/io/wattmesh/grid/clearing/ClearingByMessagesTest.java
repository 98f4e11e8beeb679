package io.wattmesh.grid.clearing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import io.wattmesh.grid.clearing.message.ResultPart;
import io.wattmesh.grid.clearing.simulation.ClearingSimulation;
import io.wattmesh.grid.network.DcModel;
import io.wattmesh.grid.network.Network;
import io.wattmesh.grid.partition.RegionPlan;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Regions that only exchange messages find the central optimum of real cases. */
class ClearingByMessagesTest {
  private static final double LMP_TOLERANCE = 1e-6;
  private static final Percentage OBJECTIVE = Percentage.withPercentage(1e-6);

  static ResultPart clear(Network network, int regions, ClearingParameters parameters) {
    ClearingOutcome outcome =
        new ClearingSimulation(
                RegionPlan.of(network, regions),
                network.busCurves(),
                parameters,
                ClearingSimulation.IN_ORDER)
            .run();
    assertThat(outcome).isInstanceOf(ClearingOutcome.Cleared.class);
    return ((ClearingOutcome.Cleared) outcome).result();
  }

  private static void assertMatches(Network network, ResultPart result, JsonNode truth) {
    truth
        .get("lmp")
        .properties()
        .forEach(
            lmp ->
                assertThat(result.lmpUsdPerMwh(Integer.parseInt(lmp.getKey())))
                    .as("LMP of bus %s", lmp.getKey())
                    .isCloseTo(lmp.getValue().asDouble(), within(LMP_TOLERANCE)));
    assertThat(result.costUsdPerHour(network.busCurves()))
        .isCloseTo(truth.get("objective").asDouble(), OBJECTIVE);
    assertThat(OptimalityProof.of(network, network.busCurves(), result))
        .matches(OptimalityProof::holds);
  }

  @ParameterizedTest
  @CsvSource({
    "case3_market, 1",
    "case3_market, 2",
    "case3_market, 3",
    "case3_lmbd, 1",
    "case3_lmbd, 2",
    "case3_lmbd, 3",
    "case5_pjm, 1",
    "case5_pjm, 2",
    "case5_pjm, 4",
    "case5_pjm, 5",
    "case14_ieee__api, 2",
    "case14_ieee__api, 4",
    "case30_ieee, 1",
    "case30_ieee, 2",
    "case30_ieee, 4",
    "case57_ieee, 2",
    "case57_ieee, 4",
    "case118_ieee, 1",
    "case118_ieee, 2",
    "case118_ieee, 4",
    "case118_ieee, 8",
    "case300_ieee, 1",
    "case300_ieee, 2",
    "case300_ieee, 4"
  })
  void bothMethodsFindTheTruthInBothDcModels(String name, int regions) {
    for (DcModel model : DcModel.values()) {
      Network network = Cases.read(name, model);
      JsonNode truth = Cases.truth(name, model);
      ClearingParameters interiorOnly = ClearingParameters.DEFAULT.withMaxRounds(0);
      assertMatches(network, clear(network, regions, ClearingParameters.DEFAULT), truth);
      assertMatches(network, clear(network, regions, interiorOnly), truth);
    }
  }

  @ParameterizedTest
  @CsvSource({"1", "2", "3"})
  void aCongestedLinePricesItsTwoEndsApart(int regions) {
    Network network =
        Cases.read("case3_market", DcModel.MATPOWER)
            .withBranches(b -> b.row() == 0 ? b.limitedTo(100) : b);
    ResultPart result = clear(network, regions, ClearingParameters.DEFAULT);
    assertMatches(network, result, Cases.truth("case3_market", "congested_rateA_12_100MW"));
    assertThat(result.lineDualUsdPerMwh(0)).isCloseTo(8, within(LMP_TOLERANCE));
    assertThat(result.flowMw(0)).isCloseTo(100, within(1e-6));
  }
}
