package io.wattmesh.grid.clearing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.wattmesh.grid.clearing.message.ResultPart;
import io.wattmesh.grid.clearing.simulation.ClearingSimulation;
import io.wattmesh.grid.curve.BidSum;
import io.wattmesh.grid.curve.CostCurve;
import io.wattmesh.grid.network.Branch;
import io.wattmesh.grid.network.Bus;
import io.wattmesh.grid.network.BusType;
import io.wattmesh.grid.network.Network;
import io.wattmesh.grid.partition.RegionPlan;
import io.wattmesh.proto.model.BidCurve;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * An outage leaves a bus alone that can't trade with itself, so that its price is open on one side
 * and nothing but its own bids holds it. Powers in W, prices in micro-$/MWh.
 */
class LonelyBusTest {
  private static Network network(double limitMw) {
    return new Network(
        "lonely",
        100,
        1,
        List.of(
            new Bus(1, BusType.REFERENCE, 0, 0),
            new Bus(2, BusType.LOAD, 0, 0),
            new Bus(3, BusType.LOAD, 0, 0)),
        List.of(new Branch(0, 1, 2, 1000, 0, -limitMw, limitMw, true)),
        List.of());
  }

  private static BidCurve curve(long... powersAndPrices) {
    var watts = new ArrayList<Long>();
    var prices = new ArrayList<Long>();
    for (int k = 0; k < powersAndPrices.length; k += 2) {
      watts.add(powersAndPrices[k]);
      prices.add(powersAndPrices[k + 1]);
    }
    return new BidCurve(
        watts.stream().mapToLong(Long::longValue).toArray(),
        prices.stream().mapToLong(Long::longValue).toArray());
  }

  private static CostCurve cost(BidCurve... bids) {
    return BidSum.of(List.of(bids)).costCurve();
  }

  private static ResultPart clear(CostCurve atThree) {
    Map<Integer, CostCurve> curves =
        Map.of(
            1, cost(curve(0, -1_000_000_000, 61_755_251, -1_000_000_000, 61_755_251, 92_921_371)),
            2, cost(curve(-28_113_306, 17_449_712, -19_833_950, 124_192_741, 0, 179_426_698)),
            3, atThree);
    ClearingOutcome outcome =
        new ClearingSimulation(
                RegionPlan.of(network(10.480013), 1),
                curves,
                ClearingParameters.DEFAULT,
                ClearingSimulation.IN_ORDER)
            .run();
    assertThat(outcome).isInstanceOf(ClearingOutcome.Cleared.class);
    return ((ClearingOutcome.Cleared) outcome).result();
  }

  /** Some of these are not the same when they are divided by a hundred and multiplied again. */
  @ParameterizedTest
  @CsvSource({
    "110945802",
    "108366767",
    "111639860",
    "31010858",
    "13926013",
    "155349193",
    "7000001"
  })
  void demandThatNobodyServesHasThePriceAtWhichItWouldEnd(long micros) {
    ResultPart result = clear(cost(curve(-52_962_273, micros / 2, 0, micros)));
    assertThat(result.injectionMw(3)).isZero();
    assertThat(result.lmpUsdPerMwh(3)).isCloseTo(micros / 1e6, within(1e-6));
  }

  @ParameterizedTest
  @CsvSource({"31010858", "13926013", "110945802", "108366767", "35473371", "15518575"})
  void supplyThatNobodyNeedsHasThePriceAtWhichItWouldBegin(long micros) {
    ResultPart result = clear(cost(curve(0, -micros, 36_141_865, -micros)));
    assertThat(result.injectionMw(3)).isZero();
    assertThat(result.lmpUsdPerMwh(3)).isCloseTo(-micros / 1e6, within(1e-6));
  }
}
