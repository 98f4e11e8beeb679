package io.wattmesh.grid.clearing;

import static org.assertj.core.api.Assertions.assertThat;

import io.wattmesh.grid.clearing.simulation.ClearingSimulation;
import io.wattmesh.grid.network.DcModel;
import io.wattmesh.grid.network.Network;
import io.wattmesh.grid.partition.RegionPlan;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Markets with thousands of small bids, other loads and tighter lines always clear exactly. */
class RandomMarketTest {

  @ParameterizedTest
  @CsvSource({"case30_ieee, 4, 40", "case118_ieee, 4, 60", "case118_ieee, 7, 15"})
  void everySeedClearsAndItsPricesProveThemselves(String name, int regions, int seeds) {
    Network base = Cases.read(name, DcModel.MATPOWER);
    for (long seed = 0; seed < seeds; seed++) {
      RandomMarket market = RandomMarket.of(base, seed);
      ClearingOutcome outcome =
          new ClearingSimulation(
                  RegionPlan.of(market.network(), regions),
                  market.curves(),
                  ClearingParameters.DEFAULT,
                  ClearingSimulation.IN_ORDER)
              .run();
      assertThat(outcome).as("seed %d", seed).isInstanceOf(ClearingOutcome.Cleared.class);
      OptimalityProof proof =
          OptimalityProof.of(
              market.network(),
              market.curves(),
              ((ClearingOutcome.Cleared) outcome).result());
      assertThat(proof).as("seed %d", seed).matches(OptimalityProof::holds);
    }
  }
}
