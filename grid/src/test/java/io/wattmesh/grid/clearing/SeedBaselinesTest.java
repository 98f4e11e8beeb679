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
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * What the seed text sets transactive energy beside, on its three buses: prices that follow from
 * the bids, against a tariff and a signal that do not. The baselines' customers are the market's
 * own curves; that their supply is dispatched at least cost is in the baselines' favour.
 */
class SeedBaselinesTest {
  private static final CostCurve SUPPLY_1 = supply(5, 20);
  private static final CostCurve SUPPLY_3 = supply(8, 10);
  private static final Map<Integer, CostCurve> DEMAND =
      Map.of(
          2, CostCurve.ofPoints(new double[] {-200, 0}, new double[] {0, 40}),
          3, CostCurve.ofPoints(new double[] {-90, 0}, new double[] {0, 30}));

  /** From a price on, so many MW more for each $/MWh, up to 400 MW. */
  private static CostCurve supply(double price, double slope) {
    return CostCurve.ofPoints(new double[] {0, 400}, new double[] {price, price + 400 / slope});
  }

  private static Network network(double limit12) {
    return new Network(
        "seed",
        100,
        1,
        List.of(
            new Bus(1, BusType.REFERENCE, 0, 0),
            new Bus(2, BusType.LOAD, 0, 0),
            new Bus(3, BusType.LOAD, 0, 0)),
        List.of(
            new Branch(0, 1, 2, 1000, 0, -limit12, limit12, true),
            new Branch(1, 2, 3, 1000, 0, -100, 100, true)),
        List.of());
  }

  /** The market's curves. */
  private static Map<Integer, CostCurve> bids(CostCurve supply1, double more2, double more3) {
    return Map.of(
        1, supply1,
        2, CurveSum.of(List.of(DEMAND.get(2), CostCurve.fixed(-more2))),
        3, CurveSum.of(List.of(SUPPLY_3, DEMAND.get(3), CostCurve.fixed(-more3))));
  }

  /** Those of supply, with loads that ask for no price. */
  private static Map<Integer, CostCurve> dispatch(double load2, double load3) {
    return Map.of(
        1, SUPPLY_1,
        2, CostCurve.fixed(-load2),
        3, CurveSum.of(List.of(SUPPLY_3, CostCurve.fixed(-load3))));
  }

  private static Map<Integer, CostCurve> bids() {
    return bids(SUPPLY_1, 0, 0);
  }

  private static ResultPart clear(Network network, Map<Integer, CostCurve> curves) {
    ClearingOutcome outcome =
        new ClearingSimulation(
                RegionPlan.of(network, 3),
                curves,
                ClearingParameters.DEFAULT,
                ClearingSimulation.IN_ORDER)
            .run();
    assertThat(outcome).isInstanceOf(ClearingOutcome.Cleared.class);
    return ((ClearingOutcome.Cleared) outcome).result();
  }

  private static double cost(Network network, Map<Integer, CostCurve> curves) {
    return clear(network, curves).costUsdPerHour(curves);
  }

  private static double welfareByBids(double limit12) {
    return -cost(network(limit12), bids());
  }

  /** What a customer takes at a price that it is told, MW. */
  private static double taken(int bus, double price) {
    return -DEMAND.get(bus).leastResponseMw(price);
  }

  /** What the customers have of their energy less what its supply costs at least, $/h. */
  private static double welfareAt(double limit12, double taken2, double taken3) {
    double benefit = -DEMAND.get(2).costUsdPerHour(-taken2) - DEMAND.get(3).costUsdPerHour(-taken3);
    return benefit - cost(network(limit12), dispatch(taken2, taken3));
  }

  @Test
  @Tag("seed-3")
  void halfTheSlopeOfASupplyMovesThePriceWhichNobodyConfigured() {
    ResultPart before = clear(network(200), bids());
    ResultPart after = clear(network(200), bids(supply(5, 10), 0, 0));

    assertThat(before.lmpUsdPerMwh(1)).isCloseTo(235.0 / 19, within(1e-5));
    assertThat(after.lmpUsdPerMwh(1)).as("20p - 130 = 290 - 8p").isCloseTo(15, within(1e-5));
    assertThat(after.lmpUsdPerMwh(2)).isCloseTo(15, within(1e-5));
    assertThat(after.injectionMw(1)).isCloseTo(100, within(1e-4));
  }

  @Test
  @Tag("seed-11")
  void aPriceIsWhatTheNextMegawattAtItsBusCosts() {
    for (double limit12 : new double[] {200, 100}) {
      ResultPart cleared = clear(network(limit12), bids());
      double cost = cleared.costUsdPerHour(bids());
      double more = 1e-3;
      assertThat((cost(network(limit12), bids(SUPPLY_1, more, 0)) - cost) / more)
          .isCloseTo(cleared.lmpUsdPerMwh(2), within(0.01));
      assertThat((cost(network(limit12), bids(SUPPLY_1, 0, more)) - cost) / more)
          .isCloseTo(cleared.lmpUsdPerMwh(3), within(0.01));
    }
  }

  /** Two blocks, at 16 and at 9 $/MWh; the line 1-2 carries 200 or, after a fault, 100 MW. */
  @Test
  @Tag("seed-2")
  void aTariffOfTwoBlocksStaysWhateverTheGridDoesAndIsWorthNoMoreThanBids() {
    for (double tariff : new double[] {16, 9}) {
      double taken2 = taken(2, tariff);
      double taken3 = taken(3, tariff);
      assertThat(taken2).as("customers respond").isCloseTo(200 - 5 * tariff, within(1e-9));
      assertThat(taken3).isCloseTo(90 - 3 * tariff, within(1e-9));
      for (double limit12 : new double[] {200, 100}) {
        assertThat(welfareAt(limit12, taken2, taken3)).isLessThan(welfareByBids(limit12));
      }
    }
    assertThat(clear(network(200), bids()).lmpUsdPerMwh(2))
        .as("of bids the price follows the grid, which a tariff cannot")
        .isNotCloseTo(clear(network(100), bids()).lmpUsdPerMwh(2), within(1.0));
  }

  /** Customers who took what 9 $/MWh make them take are offered a signal for each MWh less. */
  @Test
  @Tag("seed-6")
  @Tag("seed-7")
  void aSignalShowsOnePointOfEachCurvePaysOneWayAndIsWorthNoMoreThanBids() {
    double tariff = 9;
    for (double signal : new double[] {0, 2, 235.0 / 19 - 9, 6}) {
      double incentives = 0;
      for (int bus : List.of(2, 3)) {
        double paid = signal * (taken(bus, tariff) - taken(bus, tariff + signal));
        assertThat(paid).as("to the customer, never from it").isGreaterThanOrEqualTo(0);
        incentives += paid;
      }
      assertThat(incentives).isEqualTo(8 * signal * signal, within(1e-9));
      double welfare = welfareAt(200, taken(2, tariff + signal), taken(3, tariff + signal));
      assertThat(welfare).isLessThanOrEqualTo(welfareByBids(200) + 1e-6);
    }
    assertThat(DEMAND.values())
        .as("a bid tells its whole curve, a response one point of it")
        .allSatisfy(curve -> assertThat(curve.size()).isGreaterThan(1));
    assertThat(welfareAt(200, taken(2, 235.0 / 19), taken(3, 235.0 / 19)))
        .as("only who knows the price by bids could name the signal that is worth as much")
        .isCloseTo(welfareByBids(200), within(1e-3));
  }
}
