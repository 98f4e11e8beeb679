package io.wattmesh.market.aggregation.horizon;

import static io.wattmesh.market.aggregation.horizon.Requests.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.wattmesh.grid.curve.CostCurve;
import io.wattmesh.proto.model.HorizonRequest;
import io.wattmesh.proto.model.HorizonWindow;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class HorizonPlannerTest {
  private static final CostCurve NOBODY = CostCurve.fixed(0);

  private static BusOutlook twoPeaks(int intervals, double slopeDollars) {
    double[] prices = new double[intervals];
    Arrays.setAll(prices, t -> 25 + 12 * Math.sin(4 * Math.PI * t / intervals) + 0.1 * t);
    return new BusOutlook(prices, slopeDollars, NOBODY);
  }

  @Test
  void everyScheduleKeepsItsRequestWhateverTheDevice() {
    for (int seed = 0; seed < 300; seed++) {
      var random = new Random(seed);
      int intervals = 1 + random.nextInt(30);
      var requests = new ArrayList<HorizonRequest>();
      for (int k = random.nextInt(4); k >= 0; k--) {
        HorizonRequest request = Requests.any(random, intervals);
        assertThat(HorizonWindow.of(request, SECONDS)).as("seed %d", seed).isPresent();
        requests.add(request);
      }
      var plan =
          new HorizonPlanner(1 + random.nextInt(60))
              .plan(requests, twoPeaks(intervals, 1e-5), SECONDS);
      for (int k = 0; k < requests.size(); k++) {
        assertThat(requests.get(k).allows(plan.schedules().get(k), SECONDS))
            .as("seed %d, request %d", seed, k)
            .isTrue();
      }
    }
  }

  @Test
  void smallExchangesEndAtTheCentralOptimum() {
    for (int seed = 0; seed < 20; seed++) {
      var random = new Random(seed);
      int intervals = 4 + random.nextInt(6);
      var requests = new ArrayList<HorizonRequest>();
      for (int k = 0; k < 1 + seed % 4; k++) {
        long watts = 500_000 + random.nextLong(2_000_000);
        requests.add(Requests.battery(watts, 2 * watts, random.nextLong(2 * watts), intervals));
      }
      BusOutlook outlook = twoPeaks(intervals, 4e-6);
      var plan = new HorizonPlanner(4_000, 1e-10).plan(requests, outlook, SECONDS);
      double cost = CentralPlan.cost(requests, plan.schedules(), outlook, SECONDS);
      double least = CentralPlan.leastCost(requests, plan.schedules(), outlook, SECONDS);
      assertThat(cost)
          .as("seed %d: %d rounds, residual %s", seed, plan.rounds(), plan.residual())
          .isCloseTo(least, within(1e-6 * Math.abs(least)))
          .isLessThan(CentralPlan.cost(requests, outlook, SECONDS) + 1e-6 * Math.abs(least));
    }
  }

  @Test
  void aThousandBatteriesSpreadOverThePeakInsteadOfAllTakingItsDearestInterval() {
    var requests = new ArrayList<HorizonRequest>();
    for (int k = 0; k < 1_000; k++) {
      requests.add(Requests.battery(5_000, 5_000 + k, 4_000, 24));
    }
    // All at full power would lower the price by 20 $/MWh.
    var plan = new HorizonPlanner(300).plan(requests, twoPeaks(24, 20 / 5e6), SECONDS);
    long[] total = new long[24];
    for (long[] schedule : plan.schedules()) {
      for (int t = 0; t < 24; t++) {
        total[t] += schedule[t];
      }
    }
    assertThat(Arrays.stream(total).max().orElseThrow()).isBetween(500_000L, 2_500_000L);
    assertThat(Arrays.stream(total).filter(watts -> watts > 500_000).count()).isGreaterThan(3);
    assertThat(plan.residual()).isLessThan(1e-3);
  }

  @Test
  void otherBidsThatAnswerToThePriceMakeRoomForMore() {
    List<HorizonRequest> requests = List.of(Requests.battery(1_000_000, 2_000_000, 2_000_000, 2));
    double[] prices = {30, 24};
    CostCurve elastic = CostCurve.ofPoints(new double[] {-5, 0}, new double[] {20, 40});
    long alone =
        binding(
            new HorizonPlanner(500).plan(requests, new BusOutlook(prices, 2e-5, NOBODY), SECONDS));
    long among =
        binding(
            new HorizonPlanner(500).plan(requests, new BusOutlook(prices, 2e-5, elastic), SECONDS));
    assertThat(alone).isBetween(100_000L, 900_000L);
    assertThat(among).isGreaterThan(alone + 100_000);
  }

  private static long binding(HorizonPlanner.Plan plan) {
    return plan.schedules().getFirst()[0];
  }

  @Test
  void theSameInputGivesTheSamePlanAndTheRoundsAreBounded() {
    var random = new Random(3);
    var requests = new ArrayList<HorizonRequest>();
    for (int k = 0; k < 20; k++) {
      requests.add(Requests.any(random, 24));
    }
    var first = new HorizonPlanner(17, 0).plan(requests, twoPeaks(24, 1e-6), SECONDS);
    var second = new HorizonPlanner(17, 0).plan(requests, twoPeaks(24, 1e-6), SECONDS);
    assertThat(first.rounds()).isEqualTo(17);
    for (int k = 0; k < requests.size(); k++) {
      assertThat(first.schedules().get(k)).isEqualTo(second.schedules().get(k));
    }
  }

  @Test
  void aRequestThatCannotBeKeptIsNoInput() {
    var step = new HorizonRequest.Step(0, 0, 10, 20, 1_000_000, 1_000_000, 0);
    var request = new HorizonRequest(0, 1_000_000, 0, 0, List.of(step));
    assertThatThrownBy(
            () -> new HorizonPlanner(5).plan(List.of(request), twoPeaks(1, 1e-6), SECONDS))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
