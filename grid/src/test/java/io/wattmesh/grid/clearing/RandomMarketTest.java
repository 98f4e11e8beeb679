package io.wattmesh.grid.clearing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.wattmesh.grid.clearing.central.CentralClearing;
import io.wattmesh.grid.clearing.message.ResultPart;
import io.wattmesh.grid.clearing.simulation.ClearingSimulation;
import io.wattmesh.grid.network.DcModel;
import io.wattmesh.grid.network.Network;
import io.wattmesh.grid.partition.RegionPlan;
import org.junit.jupiter.api.Test;
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
              market.network(), market.curves(), ((ClearingOutcome.Cleared) outcome).result());
      assertThat(proof).as("seed %d", seed).matches(OptimalityProof::holds);
    }
  }

  @Test
  void onStepBidsTheCentralReferenceFindsTheSameCost() {
    Network base = Cases.read("case30_ieee", DcModel.MATPOWER);
    for (long seed = 0; seed < 5; seed++) {
      RandomMarket market = RandomMarket.ofSteps(base, seed);
      ResultPart central = CentralClearing.clear(market.network(), market.curves());
      ClearingOutcome outcome =
          new ClearingSimulation(
                  RegionPlan.of(market.network(), 4),
                  market.curves(),
                  ClearingParameters.DEFAULT,
                  ClearingSimulation.IN_ORDER)
              .run();
      assertThat(outcome).as("seed %d", seed).isInstanceOf(ClearingOutcome.Cleared.class);
      ResultPart regions = ((ClearingOutcome.Cleared) outcome).result();
      assertThat(regions.costUsdPerHour(market.curves()))
          .as("seed %d", seed)
          .isCloseTo(central.costUsdPerHour(market.curves()), within(1e-5));
    }
  }
}
