package io.wattmesh.grid.clearing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.wattmesh.grid.clearing.simulation.ClearingSimulation;
import io.wattmesh.grid.network.DcModel;
import io.wattmesh.grid.network.Network;
import io.wattmesh.grid.partition.RegionPlan;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What regions record of their way to the optimum. */
class ResidualTraceTest {
  private static final int REGIONS = 4;

  private final Network network = Cases.read("case118_ieee", DcModel.MATPOWER);
  private final RegionPlan plan = RegionPlan.of(network, REGIONS);

  private ClearingSimulation simulation(ClearingMethod method) {
    return new ClearingSimulation(
        plan, network.busCurves(), ClearingParameters.of(method), ClearingSimulation.IN_ORDER);
  }

  @Test
  void theRegionsResidualsMakeUpTheOneOfAllRegionsSinceEachTieLineTouchesTwo() {
    ClearingSimulation simulation = simulation(ClearingMethod.ADMM);
    int rounds = simulation.run().effort().rounds();
    double[] ofAll = simulation.trace().roundResiduals();
    assertThat(ofAll).hasSize(rounds).isEqualTo(simulation.residuals());
    assertThat(simulation.trace().meanGaps()).isEmpty();
    for (int k = 0; k < rounds; k++) {
      double squares = 0;
      for (ResidualTrace own : simulation.regionTraces()) {
        squares += own.roundResiduals()[k] * own.roundResiduals()[k];
      }
      assertThat(Math.sqrt(squares / 2)).isCloseTo(ofAll[k], within(1e-9 * ofAll[k]));
    }
  }

  @Test
  void theMeanGapOfAllRegionsLiesAmongTheRegionsOwnAndFallsToTheEnd() {
    ClearingSimulation simulation = simulation(ClearingMethod.INTERIOR_POINT);
    int iterations = simulation.run().effort().iterations();
    double[] ofAll = simulation.trace().meanGaps();
    assertThat(ofAll).hasSize(iterations);
    assertThat(simulation.trace().roundResiduals()).isEmpty();
    for (int k = 0; k < iterations; k++) {
      int iteration = k;
      List<Double> own =
          simulation.regionTraces().stream().map(trace -> trace.meanGaps()[iteration]).toList();
      double least = own.stream().mapToDouble(Double::doubleValue).min().orElseThrow();
      double most = own.stream().mapToDouble(Double::doubleValue).max().orElseThrow();
      assertThat(ofAll[k]).isBetween(least * (1 - 1e-6), most * (1 + 1e-6));
    }
    assertThat(ofAll[iterations - 1]).isLessThan(1e-4 * ofAll[0]);
  }

  @Test
  void watchersHearOfEveryRoundAndTheirMismatchVanishes() {
    ClearingSimulation simulation = simulation(ClearingMethod.ADMM);
    List<List<Double>> heard = new ArrayList<>();
    simulation.watch(
        region -> {
          List<Double> own = new ArrayList<>();
          heard.add(own);
          int buses = plan.regions().get(region).buses().size();
          return (mismatchSquared, injectionsMw) -> {
            assertThat(injectionsMw).hasSize(buses);
            own.add(mismatchSquared);
          };
        });
    int rounds = simulation.run().effort().rounds();
    assertThat(heard).hasSize(REGIONS).allSatisfy(own -> assertThat(own).hasSize(rounds));
    double first = heard.stream().mapToDouble(own -> own.get(0)).sum();
    double last = heard.stream().mapToDouble(own -> own.get(rounds - 1)).sum();
    assertThat(last).as("first %s", first).isPositive().isLessThan(0.1 * first);
  }

  @Test
  void watchersHearOfPricesAfterEachStepAndAtLastOfTheOptimum() {
    for (ClearingMethod method : List.of(ClearingMethod.ADMM, ClearingMethod.INTERIOR_POINT)) {
      ClearingSimulation simulation = simulation(method);
      List<List<double[]>> prices = new ArrayList<>();
      List<List<ClearingEffort>> efforts = new ArrayList<>();
      simulation.watchPrices(
          region -> {
            List<double[]> ownPrices = new ArrayList<>();
            List<ClearingEffort> ownEfforts = new ArrayList<>();
            prices.add(ownPrices);
            efforts.add(ownEfforts);
            return (soFar, usdPerMwh) -> {
              ownPrices.add(usdPerMwh);
              ownEfforts.add(soFar);
            };
          });
      var cleared = (ClearingOutcome.Cleared) simulation.run();
      int steps = cleared.effort().rounds() + cleared.effort().iterations();
      assertThat(efforts).hasSize(REGIONS).allSatisfy(own -> assertThat(own).hasSize(steps + 1));
      assertThat(efforts).as("the same at every region").containsOnly(efforts.get(0));
      assertThat(efforts.get(0).get(0).hops(1))
          .isPositive()
          .isLessThan(efforts.get(0).get(steps).hops(1));
      assertThat(efforts.get(0).get(steps).hops(1)).isLessThan(cleared.effort().hops(1));
      for (int r = 0; r < REGIONS; r++) {
        List<Integer> buses = plan.regions().get(r).buses();
        double[] last = prices.get(r).get(steps);
        for (int i = 0; i < last.length; i++) {
          assertThat(last[i]).isCloseTo(cleared.result().lmpUsdPerMwh(buses.get(i)), within(1e-6));
        }
      }
    }
  }

  @Test
  void anOverlongTraceIsRefused() {
    double[] overlong = new double[ResidualTrace.MAX_ENTRIES + 1];
    assertThatThrownBy(() -> new ResidualTrace(overlong, new double[0]))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("4097");
  }
}
