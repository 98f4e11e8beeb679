package io.wattmesh.grid.clearing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.wattmesh.grid.clearing.message.ResultPart;
import io.wattmesh.grid.clearing.simulation.ClearingSimulation;
import io.wattmesh.grid.curve.CostCurve;
import io.wattmesh.grid.network.Branch;
import io.wattmesh.grid.network.Bus;
import io.wattmesh.grid.network.BusType;
import io.wattmesh.grid.network.Network;
import io.wattmesh.grid.partition.RegionPlan;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Two islands of two buses each, an isolated bus, and parallel lines.
 *
 * <pre>
 *   1 ==== 2     3 ---- 4     5 (isolated)
 * </pre>
 */
class IslandsAndLimitsTest {
  private static final double INFINITE = Double.POSITIVE_INFINITY;

  private static Network network() {
    return new Network(
        "islands",
        100,
        1,
        List.of(
            new Bus(1, BusType.REFERENCE, 0, 0),
            new Bus(2, BusType.LOAD, 100, 0),
            new Bus(3, BusType.GENERATOR, 0, 0),
            new Bus(4, BusType.LOAD, 30, 0),
            new Bus(5, BusType.ISOLATED, 70, 0)),
        List.of(
            new Branch(0, 1, 2, 1000, 0, -INFINITE, INFINITE, true),
            new Branch(1, 1, 2, 3000, 0.01, -INFINITE, INFINITE, true),
            new Branch(2, 3, 4, -500, 0, -40, 40, true),
            new Branch(3, 4, 5, 1000, 0, -40, 40, true),
            new Branch(4, 2, 3, 1000, 0, -40, 40, false)),
        List.of());
  }

  private static Map<Integer, CostCurve> curves(double supplyAtThree) {
    Map<Integer, CostCurve> curves = new HashMap<>(network().busCurves());
    curves.put(1, CostCurve.quadratic(0, 300, 0.05, 10, 0));
    curves.put(3, CostCurve.quadratic(0, supplyAtThree, 0.1, 30, 0));
    return curves;
  }

  private static ClearingOutcome clear(int regions, double supplyAtThree) {
    return new ClearingSimulation(
            RegionPlan.of(network(), regions),
            curves(supplyAtThree),
            ClearingParameters.DEFAULT,
            ClearingSimulation.IN_ORDER)
        .run();
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 5})
  void eachIslandHasItsOwnPrice(int regions) {
    ResultPart result = ((ClearingOutcome.Cleared) clear(regions, 60)).result();
    assertThat(result.lmpUsdPerMwh(1)).isCloseTo(20, within(1e-6));
    assertThat(result.lmpUsdPerMwh(2)).isCloseTo(20, within(1e-6));
    assertThat(result.lmpUsdPerMwh(3)).isCloseTo(36, within(1e-6));
    assertThat(result.lmpUsdPerMwh(4)).isCloseTo(36, within(1e-6));
    assertThat(result.flowMw(0) + result.flowMw(1)).isCloseTo(100, within(1e-6));
    assertThat(result.injectionMw(5)).isZero();
    assertThat(OptimalityProof.of(network(), curves(60), result)).matches(OptimalityProof::holds);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 5})
  void anIslandWithoutEnoughSupplyFailsWithAReason(int regions) {
    ClearingOutcome outcome = clear(regions, 20);
    assertThat(outcome).isInstanceOf(ClearingOutcome.Failed.class);
    assertThat(((ClearingOutcome.Failed) outcome).reason()).contains("no dispatch");
  }
}
