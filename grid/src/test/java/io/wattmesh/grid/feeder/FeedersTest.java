package io.wattmesh.grid.feeder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.wattmesh.grid.clearing.message.ResultPart;
import io.wattmesh.grid.curve.CostCurve;
import io.wattmesh.grid.curve.CurveSum;
import io.wattmesh.grid.network.Branch;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

/** Feeders whose answers are known by hand. */
class FeedersTest {
  private static final Offset<Double> EXACT = within(1e-9);
  private static final double INFINITE = Double.POSITIVE_INFINITY;

  /** Supply 20(p-5) at bus 1 and 10(p-8) at bus 3, demand 200-5p at bus 2 and 90-3p at bus 3. */
  private static final Map<Integer, CostCurve> SEED =
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

  private static ResultPart clear(
      int root, List<Branch> branches, Map<Integer, CostCurve> curves, double near) {
    return Feeders.reduce(branches, curves, Set.of(root)).clearTrees(near);
  }

  @Test
  void anUncongestedChainHasOnePriceFromWhereverItIsSwept() {
    for (int root = 1; root <= 3; root++) {
      ResultPart result = clear(root, List.of(line(0, 1, 2, 200), line(1, 2, 3, 100)), SEED, 0);
      assertThat(result.lmpUsdPerMwh()).containsExactly(lmps(235.0 / 19), EXACT);
      assertThat(result.injectionMw(1)).isCloseTo(2800.0 / 19, EXACT);
      assertThat(result.lineDualUsdPerMwh()).containsExactly(0, 0);
    }
  }

  private static double[] lmps(double price) {
    return new double[] {price, price, price};
  }

  @Test
  void aFullLineSeparatesPricesFromWhereverItIsSwept() {
    for (int root = 1; root <= 3; root++) {
      ResultPart result = clear(root, List.of(line(0, 1, 2, 100), line(1, 2, 3, 100)), SEED, 0);
      assertThat(result.lmpUsdPerMwh()).containsExactly(new double[] {10, 15, 15}, EXACT);
      assertThat(result.flowMw()).containsExactly(new double[] {100, -25}, EXACT);
      assertThat(result.lineDualUsdPerMwh()).containsExactly(new double[] {5, 0}, EXACT);
    }
  }

  @Test
  void aLineFullAgainstItsDirectionHasANegativeDual() {
    ResultPart result = clear(2, List.of(line(0, 2, 1, 100), line(1, 2, 3, 100)), SEED, 0);
    assertThat(result.flowMw(0)).isCloseTo(-100, EXACT);
    assertThat(result.lineDualUsdPerMwh(0)).isCloseTo(-5, EXACT);
  }

  @Test
  void anglesCarryTheFlowsThroughShiftsAndNegativeSusceptances() {
    List<Branch> branches =
        List.of(
            new Branch(0, 1, 2, -700, 0.3, -INFINITE, INFINITE, true),
            new Branch(1, 3, 2, 50, -0.2, -INFINITE, INFINITE, true));
    ResultPart result = clear(1, branches, SEED, 0);
    assertThat(result.lmpUsdPerMwh()).containsExactly(lmps(235.0 / 19), EXACT);
    double[] angle = result.angleRad();
    assertThat(angle[0]).isZero();
    assertThat(branches.get(0).flowMw(angle[0], angle[1])).isCloseTo(result.injectionMw(1), EXACT);
    assertThat(branches.get(1).flowMw(angle[2], angle[1])).isCloseTo(result.injectionMw(3), EXACT);
  }

  @Test
  void tiedStepsOfAllBusesHaveOneFillFraction() {
    Map<Integer, CostCurve> curves =
        Map.of(
            1, CostCurve.fixed(-60),
            2, CostCurve.step(0, 100, 20),
            3, CostCurve.step(0, 50, 20),
            4, CostCurve.step(-10, 40, 20));
    List<Branch> star = List.of(line(0, 1, 2, 500), line(1, 2, 3, 500), line(2, 3, 4, 500));
    ResultPart result = clear(1, star, curves, 0);
    // 0.35 of 200 MW, 10 of which a load gives up.
    assertThat(result.injectionMw())
        .containsExactly(new double[] {-60, 35, 17.5, -10 + 17.5}, EXACT);
    assertThat(result.lmpUsdPerMwh()).containsExactly(new double[] {20, 20, 20, 20}, EXACT);
  }

  @Test
  void whereALineIsFullTheOtherTiedStepsShareTheRest() {
    Map<Integer, CostCurve> curves =
        Map.of(
            1, CostCurve.fixed(-110),
            2, CostCurve.step(0, 100, 20),
            3, CostCurve.step(0, 100, 20),
            4, CostCurve.step(0, 100, 20));
    List<Branch> lines = List.of(line(0, 1, 2, 500), line(1, 1, 3, 500), line(2, 3, 4, 30));
    ResultPart result = clear(1, lines, curves, 0);
    assertThat(result.injectionMw()).containsExactly(new double[] {-110, 40, 40, 30}, EXACT);
    assertThat(result.lineDualUsdPerMwh()).containsExactly(new double[] {0, 0, 0}, EXACT);
  }

  @Test
  void aPriceThatIsNotUniqueBehindAFullLineIsTheNearestToTheParents() {
    CostCurve steps =
        CostCurve.ofPoints(new double[] {0, 50, 50, 100}, new double[] {10, 10, 20, 20});
    for (double parent : new double[] {15, 17.5, 20, 30}) {
      Map<Integer, CostCurve> curves = Map.of(1, CostCurve.step(-80, 0, parent), 2, steps);
      ResultPart result = clear(1, List.of(line(0, 2, 1, 50)), curves, 0);
      assertThat(result.flowMw(0)).isCloseTo(50, EXACT);
      assertThat(result.lmpUsdPerMwh(1)).isCloseTo(parent, EXACT);
      assertThat(result.lmpUsdPerMwh(2)).isCloseTo(Math.min(parent, 20), EXACT);
      assertThat(result.lineDualUsdPerMwh(0)).isCloseTo(Math.max(0, parent - 20), EXACT);
    }
  }

  @Test
  void aFixedLoadBehindALineThatJustCarriesItPaysTheParentsPrice() {
    Map<Integer, CostCurve> curves = Map.of(1, CostCurve.step(0, 100, 30), 2, CostCurve.fixed(-50));
    ResultPart result = clear(1, List.of(line(0, 1, 2, 50)), curves, 0);
    assertThat(result.lmpUsdPerMwh(2)).isEqualTo(30);
    assertThat(result.lineDualUsdPerMwh(0)).isZero();
  }

  @Test
  void ofSeveralBalancingPricesTheNearestToTheOneGivenIsTaken() {
    Map<Integer, CostCurve> curves =
        Map.of(1, CostCurve.step(0, 10, 30), 2, CostCurve.step(-10, 0, 50));
    List<Branch> lines = List.of(line(0, 1, 2, 50));
    assertThat(clear(1, lines, curves, 0).lmpUsdPerMwh(2)).isEqualTo(30);
    assertThat(clear(1, lines, curves, 44).lmpUsdPerMwh(2)).isEqualTo(44);
    assertThat(clear(1, lines, curves, 90).lmpUsdPerMwh(2)).isEqualTo(50);
  }

  @Test
  void theReducedCurveCostsWhatTheFeederCosts() {
    List<Branch> lines = List.of(line(0, 1, 2, 100), line(1, 2, 3, 5));
    FeederReduction reduction = Feeders.reduce(lines, SEED, Set.of(1));
    ResultPart result = reduction.clearTrees(0);
    assertThat(reduction.curves().get(1).costUsdPerHour(0))
        .isCloseTo(result.costUsdPerHour(SEED), EXACT);
    assertThat(reduction.feederBuses()).isEqualTo(2);
  }

  @Test
  void aFixedLoadBeyondItsLineIsRefusedWithLineFlowAndLimit() {
    Map<Integer, CostCurve> curves = Map.of(1, CostCurve.step(0, 100, 30), 2, CostCurve.fixed(-80));
    assertThatThrownBy(() -> Feeders.reduce(List.of(line(4, 1, 2, 50)), curves, Set.of(1)))
        .isInstanceOf(InfeasibleFeederException.class)
        .hasMessageContaining("branch row 4 between buses 1 and 2 must carry -80.0 MW from bus 2")
        .hasMessageContaining("limit in that direction is -50.0 MW");
  }

  @Test
  void anIslandThatCannotBalanceIsRefused() {
    Map<Integer, CostCurve> curves =
        Map.of(1, CostCurve.step(0, 100, 30), 2, CostCurve.fixed(-120));
    FeederReduction reduction = Feeders.reduce(List.of(line(4, 1, 2, 500)), curves, Set.of(1));
    assertThatThrownBy(() -> reduction.clearTrees(0))
        .isInstanceOf(InfeasibleFeederException.class)
        .hasMessageContaining("bus 1 and its feeders inject -120.0 to -20.0 MW");
  }

  @Test
  void linesThatAreLeftMustBeClearedFirst() {
    List<Branch> parallel = List.of(line(0, 1, 2, 50), line(1, 1, 2, 50), line(2, 2, 3, 50));
    assertThatThrownBy(() -> clear(1, parallel, SEED, 0))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("2 lines are not part of any feeder");
  }

  @Test
  void aRootsInjectionThatIsNoAnswerToItsPriceIsRefused() {
    FeederReduction reduction =
        Feeders.reduce(
            List.of(line(0, 1, 2, 50)),
            Map.of(1, CostCurve.step(0, 10, 30), 2, CostCurve.step(-10, 0, 50)),
            Set.of(1));
    ResultPart wrong =
        new ResultPart(
            new int[] {1},
            new double[1],
            new double[] {3},
            new double[] {40},
            new int[0],
            new double[0],
            new double[0]);
    assertThatThrownBy(() -> reduction.expand(wrong))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("not with 3.0 MW");
  }
}
