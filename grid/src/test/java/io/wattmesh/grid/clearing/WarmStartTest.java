package io.wattmesh.grid.clearing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.wattmesh.grid.clearing.message.Outgoing;
import io.wattmesh.grid.clearing.message.ResultPart;
import io.wattmesh.grid.clearing.region.RegionClearing;
import io.wattmesh.grid.clearing.simulation.ClearingSimulation;
import io.wattmesh.grid.curve.CostCurve;
import io.wattmesh.grid.network.DcModel;
import io.wattmesh.grid.network.Network;
import io.wattmesh.grid.partition.RegionPlan;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Clearing from where the last interval ended. */
class WarmStartTest {
  private static LastClearing last(ResultPart result) {
    Map<Integer, Double> price = new HashMap<>();
    Map<Integer, Double> angle = new HashMap<>();
    Map<Integer, Double> injection = new HashMap<>();
    Map<Integer, Integer> side = new HashMap<>();
    for (int k = 0; k < result.buses().length; k++) {
      price.put(result.buses()[k], Math.rint(result.lmpUsdPerMwh()[k] * 1e12) / 1e12);
      angle.put(result.buses()[k], Math.rint(result.angleRad()[k] * 1e12) / 1e12);
      injection.put(result.buses()[k], Math.rint(result.injectionMw()[k] * 1e6) / 1e6);
    }
    for (int k = 0; k < result.branchRows().length; k++) {
      if (Math.abs(result.lineDualUsdPerMwh()[k]) > 1e-6) {
        side.put(result.branchRows()[k], (int) Math.signum(result.lineDualUsdPerMwh()[k]));
      }
    }
    return new LastClearing(price, angle, injection, side);
  }

  /** Every power and price of a bus moved by up to a part of itself. */
  private static Map<Integer, CostCurve> moved(
      Map<Integer, CostCurve> curves, double part, Random random) {
    Map<Integer, CostCurve> moved = new HashMap<>();
    curves.forEach(
        (bus, curve) -> {
          double power = 1 + part * (2 * random.nextDouble() - 1);
          double price = 1 + part * (2 * random.nextDouble() - 1);
          double[] powers = new double[curve.size()];
          double[] prices = new double[curve.size()];
          for (int k = 0; k < powers.length; k++) {
            powers[k] = curve.powerMw(k) * power;
            prices[k] = curve.priceUsdPerMwh(k) * price;
          }
          moved.put(bus, CostCurve.ofPoints(powers, prices));
        });
    return moved;
  }

  private static ClearingOutcome.Cleared clear(
      RegionPlan plan, Map<Integer, CostCurve> curves, Optional<LastClearing> last) {
    return (ClearingOutcome.Cleared)
        new ClearingSimulation(
                plan, curves, last, ClearingParameters.DEFAULT, ClearingSimulation.IN_ORDER)
            .run();
  }

  @ParameterizedTest
  @CsvSource({"case118_ieee, 4", "case118_ieee, 16"})
  void aClearingAfterSmallChangesTakesAFractionOfTheRoundsAndEndsAtTheSamePrices(
      String name, int regions) {
    Network network = Cases.read(name, DcModel.MATPOWER);
    RegionPlan plan = RegionPlan.of(network, regions);
    int coldHops = 0;
    int warmHops = 0;
    for (int seed = 0; seed < 6; seed++) {
      Map<Integer, CostCurve> curves = RandomMarket.of(network, seed).curves();
      LastClearing last = last(clear(plan, curves, Optional.empty()).result());
      Map<Integer, CostCurve> next = moved(curves, 0.01, new Random(seed));
      ClearingOutcome.Cleared cold = clear(plan, next, Optional.empty());
      ClearingOutcome.Cleared warm = clear(plan, next, Optional.of(last));
      coldHops += cold.effort().hops(1);
      warmHops += warm.effort().hops(1);
      for (int bus : cold.result().buses()) {
        assertThat(warm.result().lmpUsdPerMwh(bus))
            .as("seed %s bus %s", seed, bus)
            .isCloseTo(cold.result().lmpUsdPerMwh(bus), within(1e-6));
      }
    }
    assertThat(warmHops).isLessThan(coldHops * 6 / 10);
  }

  @ParameterizedTest
  @CsvSource({"0", "1", "2", "3"})
  void ifOneRegionDoesNotKnowTheLastClearingAllStartCold(int forgetful) {
    Network network = Cases.read("case118_ieee", DcModel.MATPOWER);
    RegionPlan plan = RegionPlan.of(network, 4);
    Map<Integer, CostCurve> curves = RandomMarket.of(network, 1).curves();
    ClearingOutcome.Cleared cold = clear(plan, curves, Optional.empty());
    List<RegionClearing> regions = new ArrayList<>();
    for (int r = 0; r < 4; r++) {
      Optional<LastClearing> known =
          r == forgetful ? Optional.empty() : Optional.of(last(cold.result()));
      regions.add(
          new RegionClearing(plan.regions().get(r), curves, known, ClearingParameters.DEFAULT));
    }
    run(regions);
    ClearingOutcome outcome = regions.get(plan.root()).outcome().orElseThrow();
    assertThat(outcome.effort()).isEqualTo(cold.effort());
  }

  private record Envelope(int from, Outgoing message) {}

  private static void run(List<RegionClearing> regions) {
    var inFlight = new ArrayDeque<Envelope>();
    for (int r = 0; r < regions.size(); r++) {
      for (Outgoing sent : regions.get(r).start()) {
        inFlight.add(new Envelope(r, sent));
      }
    }
    while (!inFlight.isEmpty()) {
      Envelope next = inFlight.remove();
      int to = next.message().toRegion();
      for (Outgoing sent : regions.get(to).step(next.from(), next.message().message())) {
        inFlight.add(new Envelope(to, sent));
      }
    }
  }
}
