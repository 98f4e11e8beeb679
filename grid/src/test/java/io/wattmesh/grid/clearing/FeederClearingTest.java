package io.wattmesh.grid.clearing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.wattmesh.grid.clearing.central.CentralClearing;
import io.wattmesh.grid.clearing.message.ResultPart;
import io.wattmesh.grid.clearing.simulation.ClearingSimulation;
import io.wattmesh.grid.curve.CostCurve;
import io.wattmesh.grid.feeder.FeederReduction;
import io.wattmesh.grid.feeder.Feeders;
import io.wattmesh.grid.feeder.ReducedNetwork;
import io.wattmesh.grid.network.DcModel;
import io.wattmesh.grid.network.Network;
import io.wattmesh.grid.partition.RegionNetwork;
import io.wattmesh.grid.partition.RegionPlan;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Clearing what is left without feeders, and sweeping down, clears the whole. */
class FeederClearingTest {

  private static ResultPart clear(Network network, Map<Integer, CostCurve> curves, int regions) {
    ClearingOutcome outcome =
        new ClearingSimulation(
                RegionPlan.of(network, Math.min(regions, network.buses().size())),
                curves,
                ClearingParameters.DEFAULT,
                ClearingSimulation.IN_ORDER)
            .run();
    assertThat(outcome).isInstanceOf(ClearingOutcome.Cleared.class);
    return ((ClearingOutcome.Cleared) outcome).result();
  }

  @Test
  void theRadialCaseClearsInOneSweep() {
    for (DcModel model : DcModel.values()) {
      Network network = Cases.read("case3_market", model);
      ResultPart result = Feeders.reduce(network, network.busCurves()).feeders().clearTrees(0);
      assertThat(result.lmpUsdPerMwh())
          .containsExactly(new double[] {184.0 / 7, 184.0 / 7, 184.0 / 7}, within(1e-9));
      assertThat(result.flowMw())
          .containsExactly(new double[] {1100.0 / 7, 50.0 / 7}, within(1e-9));
      assertThat(result.costUsdPerHour(network.busCurves()))
          .isCloseTo(Cases.truth("case3_market", model).get("objective").asDouble(), within(1e-5));
      assertProven(network, network.busCurves(), result);
    }
  }

  @Test
  void theCongestedRadialCaseClearsInOneSweep() {
    Network network =
        Cases.read("case3_market", DcModel.MATPOWER)
            .withBranches(b -> b.row() == 0 ? b.limitedTo(100) : b);
    ResultPart result = Feeders.reduce(network, network.busCurves()).feeders().clearTrees(0);
    assertThat(result.lmpUsdPerMwh()).containsExactly(new double[] {24, 32, 32}, within(1e-9));
    assertThat(result.lineDualUsdPerMwh()).containsExactly(new double[] {8, 0}, within(1e-9));
    assertThat(result.flowMw()).containsExactly(new double[] {100, -50}, within(1e-9));
  }

  private static void assertProven(
      Network network, Map<Integer, CostCurve> curves, ResultPart result) {
    assertThat(OptimalityProof.of(network, curves, result)).matches(OptimalityProof::holds);
  }

  /** The last number is how many buses hang in feeders. */
  @ParameterizedTest
  @CsvSource({
    "case5_pjm, 2, 0",
    "case30_ieee, 3, 3",
    "case57_ieee, 3, 1",
    "case118_ieee, 4, 9",
    "case300_ieee, 4, 84"
  })
  void aRealCaseWithoutItsFeedersClearsAsTheWholeDoes(String name, int regions, int feederBuses) {
    for (DcModel model : DcModel.values()) {
      Network network = Cases.read(name, model);
      Map<Integer, CostCurve> curves = network.busCurves();
      ReducedNetwork reduced = Feeders.reduce(network, curves);
      assertThat(reduced.feeders().feederBuses()).isEqualTo(feederBuses);
      ResultPart result = reduced.expand(clear(reduced.network(), reduced.curves(), regions));
      assertProven(network, curves, result);
      ResultPart whole = clear(network, curves, regions);
      assertThat(result.buses()).containsExactly(whole.buses());
      assertThat(result.branchRows()).containsExactly(whole.branchRows());
      assertThat(result.costUsdPerHour(curves))
          .isCloseTo(whole.costUsdPerHour(curves), Percentage.withPercentage(1e-8));
      assertThat(result.lmpUsdPerMwh()).containsExactly(whole.lmpUsdPerMwh(), within(1e-5));
    }
  }

  @ParameterizedTest
  @CsvSource({"case118_ieee, 4, 20", "case300_ieee, 3, 4"})
  void manySmallBidsBehindTightLinesClearAsTheWholeDoes(String name, int regions, int seeds) {
    Network base = Cases.read(name, DcModel.MATPOWER);
    for (long seed = 0; seed < seeds; seed++) {
      RandomMarket market = RandomMarket.of(base, seed);
      ReducedNetwork reduced = Feeders.reduce(market.network(), market.curves());
      ResultPart result = reduced.expand(clear(reduced.network(), reduced.curves(), regions));
      assertProven(market.network(), market.curves(), result);
    }
  }

  @ParameterizedTest
  @CsvSource({"case118_ieee, 4", "case300_ieee, 3"})
  void eachRegionMaySweepItsOwnFeeders(String name, int regions) {
    Network network = Cases.read(name, DcModel.MATPOWER);
    Map<Integer, CostCurve> curves = network.busCurves();
    Map<Integer, CostCurve> left = new HashMap<>(curves);
    Set<Integer> removedRows = new HashSet<>();
    List<FeederReduction> reductions = new ArrayList<>();
    for (RegionNetwork region : RegionPlan.of(network, regions).regions()) {
      Map<Integer, CostCurve> own = new HashMap<>(curves);
      own.keySet().retainAll(region.buses());
      Set<Integer> kept = new HashSet<>(region.anchors());
      region.tieLines().forEach(tie -> kept.add(tie.branch().fromBus()));
      region.tieLines().forEach(tie -> kept.add(tie.branch().toBus()));
      FeederReduction reduction = Feeders.reduce(region.innerLines(), own, kept);
      reductions.add(reduction);
      left.keySet().removeAll(own.keySet());
      left.putAll(reduction.curves());
      region.innerLines().forEach(line -> removedRows.add(line.row()));
      reduction.branches().forEach(line -> removedRows.remove(line.row()));
    }
    ResultPart result = clear(without(network, left.keySet(), removedRows), left, regions);
    for (FeederReduction reduction : reductions) {
      result = reduction.expand(result);
    }
    assertThat(removedRows).isNotEmpty();
    assertThat(result.buses()).hasSize(network.buses().size());
    assertProven(network, curves, result);
  }

  private static Network without(Network whole, Set<Integer> buses, Set<Integer> removedRows) {
    return new Network(
        whole.name(),
        whole.baseMva(),
        whole.referenceBus(),
        whole.buses().stream().filter(bus -> buses.contains(bus.number())).toList(),
        whole.branches().stream().filter(b -> !removedRows.contains(b.row())).toList(),
        List.of());
  }

  private static ResultPart sweep(RandomTree tree, long seed) {
    ReducedNetwork reduced = Feeders.reduce(tree.network(), tree.curves());
    assertThat(reduced.network().buses()).hasSize(1);
    ResultPart result = reduced.feeders().clearTrees(25);
    assertThat(OptimalityProof.of(tree.network(), tree.curves(), result))
        .as("seed %d", seed)
        .matches(OptimalityProof::holds);
    return result;
  }

  @Test
  void randomTreesProveThemselvesAndCostWhatTheRegionsFind() {
    for (long seed = 0; seed < 200; seed++) {
      RandomTree tree = RandomTree.of(seed);
      ResultPart result = sweep(tree, seed);
      ResultPart regions = clear(tree.network(), tree.curves(), 1 + (int) seed % 3);
      assertThat(result.costUsdPerHour(tree.curves()))
          .as("seed %d", seed)
          .isCloseTo(regions.costUsdPerHour(tree.curves()), within(1e-5));
    }
  }

  /** Steps alone: ojAlgo's dispatch of a linear program is exact, of a mixed one it is not. */
  @Test
  void randomTreesOfStepsCostWhatTheCentralReferenceFinds() {
    for (long seed = 0; seed < 200; seed++) {
      RandomTree tree = RandomTree.ofSteps(seed);
      ResultPart central = CentralClearing.clear(tree.network(), tree.curves());
      assertThat(sweep(tree, seed).costUsdPerHour(tree.curves()))
          .as("seed %d", seed)
          .isCloseTo(central.costUsdPerHour(tree.curves()), within(1e-5));
    }
  }

  @Test
  void randomTreesHaveFullLinesStepsAndLinesWithoutLimit() {
    int full = 0;
    int free = 0;
    int partial = 0;
    for (long seed = 0; seed < 50; seed++) {
      RandomTree tree = RandomTree.of(seed);
      ResultPart result = Feeders.reduce(tree.network(), tree.curves()).feeders().clearTrees(25);
      for (double dual : result.lineDualUsdPerMwh()) {
        full += Math.abs(dual) > 1e-3 ? 1 : 0;
      }
      free += (int) tree.network().branches().stream().filter(b -> b.maxFlowMw() > 1e6).count();
      for (int bus : result.buses()) {
        CostCurve curve = tree.curves().get(bus);
        double price = result.lmpUsdPerMwh(bus);
        partial += curve.greatestResponseMw(price) - curve.leastResponseMw(price) > 1 ? 1 : 0;
      }
    }
    assertThat(full).isGreaterThan(30);
    assertThat(free).isGreaterThan(30);
    assertThat(partial).isGreaterThan(30);
  }
}
