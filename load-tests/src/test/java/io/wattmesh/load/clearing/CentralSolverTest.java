package io.wattmesh.load.clearing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.wattmesh.grid.clearing.message.ResultPart;
import io.wattmesh.grid.curve.CostCurve;
import io.wattmesh.grid.network.Bus;
import io.wattmesh.grid.network.DcModel;
import io.wattmesh.grid.network.Network;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Both central solvers, and the search for prices that are not unique. */
class CentralSolverTest {
  private static final Duration LIMIT = Duration.ofSeconds(30);

  private final Network network = ReferenceCase.named("5_pjm").orElseThrow().read(DcModel.MATPOWER);

  /** Two steps of 100 MW at bus 1, at 10 and 20 $/MWh, and a load at bus 2. */
  private Map<Integer, CostCurve> curves(double loadMw) {
    Map<Integer, CostCurve> curves = new HashMap<>();
    for (Bus bus : network.buses()) {
      curves.put(bus.number(), CostCurve.fixed(0));
    }
    curves.put(
        1, CostCurve.ofPoints(new double[] {0, 100, 100, 200}, new double[] {10, 10, 20, 20}));
    curves.put(2, CostCurve.fixed(-loadMw));
    return curves;
  }

  @Test
  void bothFindThePriceOfTheMarginalStepAtEveryBus() {
    for (CentralSolver solver : CentralSolver.values()) {
      ResultPart optimum = solver.solve(network, curves(130), LIMIT);
      assertThat(optimum.injectionMw(1)).as(solver.label()).isCloseTo(130, within(1e-6));
      for (int bus : optimum.buses()) {
        assertThat(optimum.lmpUsdPerMwh(bus)).as(solver.label()).isCloseTo(20, within(1e-9));
      }
    }
  }

  @Test
  void aSlopeIsPricedWhereItEnds() {
    Map<Integer, CostCurve> curves = curves(50);
    curves.put(1, CostCurve.ofPoints(new double[] {0, 200}, new double[] {10, 30}));
    for (CentralSolver solver : CentralSolver.values()) {
      assertThat(solver.solve(network, curves, LIMIT).lmpUsdPerMwh(4))
          .as(solver.label())
          .isCloseTo(15, within(1e-5));
    }
  }

  @Test
  void pricesBetweenTwoStepsAreOpenAtEveryBusAndWithinAStepAtNone() {
    ResultPart between = CentralSolver.HIGHS.solve(network, curves(100), LIMIT);
    assertThat(new PriceProbe(network, curves(100), between).openBuses(LIMIT))
        .containsExactly(1, 2, 3, 4, 5);
    ResultPart within = CentralSolver.HIGHS.solve(network, curves(130), LIMIT);
    assertThat(new PriceProbe(network, curves(130), within).openBuses(LIMIT)).isEmpty();
  }

  @Test
  void aMarketThatNoDispatchServesHasNoOptimumAndSaysSo() {
    for (CentralSolver solver : CentralSolver.values()) {
      assertThatThrownBy(() -> solver.solve(network, curves(250), LIMIT))
          .as(solver.label())
          .isInstanceOf(CentralSolver.NoOptimum.class)
          .hasMessageContaining(solver.label());
    }
  }
}
