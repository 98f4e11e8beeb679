package io.wattmesh.grid.clearing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.wattmesh.grid.clearing.message.ResultPart;
import io.wattmesh.grid.clearing.simulation.ClearingSimulation;
import io.wattmesh.grid.curve.CostCurve;
import io.wattmesh.grid.curve.CurveSum;
import io.wattmesh.grid.network.Branch;
import io.wattmesh.grid.network.Bus;
import io.wattmesh.grid.network.BusType;
import io.wattmesh.grid.network.Network;
import io.wattmesh.grid.partition.RegionPlan;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The three-bus market with hand-computed prices: supply 20(p-5) at bus 1 and 10(p-8) at bus 3,
 * demand 200-5p at bus 2 and 90-3p at bus 3, in MW and $/MWh.
 */
class SeedMarketTest {
  private static final double MW = 1e-5;
  private static final double USD = 1e-5;

  private static final Map<Integer, CostCurve> CURVES =
      Map.of(
          1, CostCurve.ofPoints(new double[] {0, 400}, new double[] {5, 25}),
          2, CostCurve.ofPoints(new double[] {-200, 0}, new double[] {0, 40}),
          3,
              CurveSum.of(
                  List.of(
                      CostCurve.ofPoints(new double[] {0, 400}, new double[] {8, 48}),
                      CostCurve.ofPoints(new double[] {-90, 0}, new double[] {0, 30}))));

  private static Branch line(int row, int from, int to, double limitMw) {
    return new Branch(row, from, to, 1000, 0, -limitMw, limitMw, true);
  }

  private static Network network(Branch... branches) {
    return new Network(
        "seed",
        100,
        1,
        List.of(
            new Bus(1, BusType.REFERENCE, 0, 0),
            new Bus(2, BusType.LOAD, 0, 0),
            new Bus(3, BusType.LOAD, 0, 0)),
        List.of(branches),
        List.of());
  }

  private static ResultPart clear(Network network, int regions) {
    ClearingOutcome outcome =
        new ClearingSimulation(
                RegionPlan.of(network, regions),
                CURVES,
                ClearingParameters.DEFAULT,
                ClearingSimulation.IN_ORDER)
            .run();
    assertThat(outcome).isInstanceOf(ClearingOutcome.Cleared.class);
    ResultPart result = ((ClearingOutcome.Cleared) outcome).result();
    assertThat(OptimalityProof.of(network, CURVES, result)).matches(OptimalityProof::holds);
    return result;
  }

  private static void assertLmps(ResultPart result, double one, double two, double three) {
    assertThat(result.lmpUsdPerMwh(1)).isCloseTo(one, within(USD));
    assertThat(result.lmpUsdPerMwh(2)).isCloseTo(two, within(USD));
    assertThat(result.lmpUsdPerMwh(3)).isCloseTo(three, within(USD));
  }

  private static double rent(ResultPart result) {
    double rent = 0;
    for (int l = 0; l < result.branchRows().length; l++) {
      rent += result.flowMw()[l] * result.lineDualUsdPerMwh()[l];
    }
    return rent;
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3})
  void anUncongestedChainHasOnePrice(int regions) {
    ResultPart result = clear(network(line(0, 1, 2, 200), line(1, 2, 3, 100)), regions);
    assertLmps(result, 235.0 / 19, 235.0 / 19, 235.0 / 19);
    assertThat(result.injectionMw(1)).isCloseTo(147.368421, within(MW));
    assertThat(result.injectionMw(2)).isCloseTo(-138.157895, within(MW));
    assertThat(result.injectionMw(3)).isCloseTo(43.684211 - 52.894737, within(MW));
    assertThat(-result.costUsdPerHour(CURVES)).isCloseTo(3013.42, within(0.01));
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3})
  void aFullFirstLineEarnsFiveHundredDollarsAnHour(int regions) {
    ResultPart result = clear(network(line(0, 1, 2, 100), line(1, 2, 3, 100)), regions);
    assertLmps(result, 10, 15, 15);
    assertThat(result.flowMw(0)).isCloseTo(100, within(MW));
    assertThat(result.flowMw(1)).isCloseTo(-25, within(MW));
    assertThat(rent(result)).isCloseTo(500, within(1e-3));
    assertThat(-result.costUsdPerHour(CURVES)).isCloseTo(2895, within(0.01));
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3})
  void aFullSecondLineSeparatesTheThirdBus(int regions) {
    ResultPart result = clear(network(line(0, 1, 2, 200), line(1, 2, 3, 5)), regions);
    assertLmps(result, 12.2, 12.2, 165.0 / 13);
    assertThat(rent(result)).isCloseTo(2.46, within(0.01));
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3})
  void anUncongestedTriangleSharesTheFlowByImpedance(int regions) {
    ResultPart result =
        clear(network(line(0, 1, 2, 200), line(1, 1, 3, 200), line(2, 3, 2, 200)), regions);
    assertThat(result.flowMw(0)).isCloseTo(95.18, within(0.01));
    assertThat(result.flowMw(1)).isCloseTo(52.19, within(0.01));
    assertThat(result.flowMw(2)).isCloseTo(42.98, within(0.01));
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3})
  void aFullLineOfATriangleGivesThreePrices(int regions) {
    ResultPart result =
        clear(network(line(0, 1, 2, 80), line(1, 1, 3, 200), line(2, 3, 2, 200)), regions);
    assertThat(result.lmpUsdPerMwh(1)).isCloseTo(10.924, within(0.001));
    assertThat(result.lmpUsdPerMwh(2)).isCloseTo(15.697, within(0.001));
    assertThat(result.lmpUsdPerMwh(3)).isCloseTo(13.310, within(0.001));
    assertThat(rent(result)).isCloseTo(572.69, within(0.01));
  }
}
