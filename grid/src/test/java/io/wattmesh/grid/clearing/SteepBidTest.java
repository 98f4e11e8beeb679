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
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/**
 * A small device's price goes from one end to the other within a few kilowatts: what is next to
 * nothing in power is a lot in price. Powers in W, prices in micro-$/MWh.
 */
class SteepBidTest {
  private static final long SUPPLY_PRICE = 24_605_936;
  private static final long DEVICE_PRICE = 24_606_310;
  private static final double LOAD_MW = 81.5;

  private static final Network NETWORK =
      new Network(
          "steep",
          100,
          1,
          List.of(new Bus(1, BusType.REFERENCE, 0, 0), new Bus(2, BusType.LOAD, 0, 0)),
          List.of(new Branch(0, 1, 2, 1000, 0, -1e6, 1e6, true)),
          List.of());

  private static CostCurve cost(BidCurve... bids) {
    return BidSum.of(List.of(bids)).costCurve();
  }

  private static BidCurve curve(long fromWatts, long fromMicros, long toWatts, long toMicros) {
    return new BidCurve(new long[] {fromWatts, toWatts}, new long[] {fromMicros, toMicros});
  }

  /** Begins with what was marginal last: the device whose price depends on its power. */
  @Test
  void theStepBelowASteepBidIsTakenAlsoWhereThatBidIsAllButAtItsEnd() {
    Map<Integer, CostCurve> curves =
        Map.of(
            1, cost(curve(0, SUPPLY_PRICE, 200_000_000, SUPPLY_PRICE)),
            2,
                cost(
                    curve((long) (-LOAD_MW * 1e6), 1_000_000_000, 0, 1_000_000_000),
                    curve(-1_646, DEVICE_PRICE, 0, DEVICE_PRICE),
                    curve(-3_377, DEVICE_PRICE, 0, 41_461_387)));
    var last =
        new LastClearing(
            Map.of(1, 25.0, 2, 25.0),
            Map.of(1, 0.0, 2, 0.0),
            Map.of(1, LOAD_MW + 0.0033, 2, -LOAD_MW - 0.0033),
            Map.of());
    ClearingOutcome outcome =
        new ClearingSimulation(
                RegionPlan.of(NETWORK, 1),
                curves,
                Optional.of(last),
                ClearingParameters.DEFAULT,
                ClearingSimulation.IN_ORDER)
            .run();
    assertThat(outcome).isInstanceOf(ClearingOutcome.Cleared.class);
    ResultPart result = ((ClearingOutcome.Cleared) outcome).result();
    assertThat(result.lmpUsdPerMwh(2)).isCloseTo(SUPPLY_PRICE / 1e6, within(1e-6));
    assertThat(result.injectionMw(2)).isCloseTo(-LOAD_MW - 0.001646 - 0.003377, within(1e-6));
  }
}
