package io.wattmesh.grid.clearing;

import static org.assertj.core.api.Assertions.assertThat;

import io.wattmesh.grid.clearing.message.ResultPart;
import io.wattmesh.grid.clearing.simulation.ClearingSimulation;
import io.wattmesh.grid.network.DcModel;
import io.wattmesh.grid.network.Network;
import io.wattmesh.grid.partition.RegionPlan;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Order and repetition of messages change nothing, not even the last bit. */
class UnreliableDeliveryTest {

  /** Delivers any message in flight next, and one in four again later. */
  private static ClearingSimulation.Delivery shuffled(long seed) {
    Random random = new Random(seed);
    return new ClearingSimulation.Delivery() {
      @Override
      public int next(int inFlight) {
        return random.nextInt(inFlight);
      }

      @Override
      public boolean repeat() {
        return random.nextInt(4) == 0;
      }
    };
  }

  private static ClearingOutcome clear(Network network, ClearingSimulation.Delivery delivery) {
    return new ClearingSimulation(
            RegionPlan.of(network, 4),
            network.busCurves(),
            ClearingParameters.DEFAULT.withMaxRounds(20),
            delivery)
        .run();
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void shuffledAndRepeatedMessagesGiveTheSameBits(long seed) {
    // Twenty rounds are too few for this case, so the interior-point method runs too.
    Network network = Cases.read("case30_ieee", DcModel.MATPOWER);
    ClearingOutcome.Cleared inOrder =
        (ClearingOutcome.Cleared) clear(network, ClearingSimulation.IN_ORDER);
    ClearingOutcome.Cleared shuffled = (ClearingOutcome.Cleared) clear(network, shuffled(seed));
    ResultPart expected = inOrder.result();
    ResultPart result = shuffled.result();
    assertThat(result.lmpUsdPerMwh()).containsExactly(expected.lmpUsdPerMwh());
    assertThat(result.injectionMw()).containsExactly(expected.injectionMw());
    assertThat(result.angleRad()).containsExactly(expected.angleRad());
    assertThat(result.flowMw()).containsExactly(expected.flowMw());
    assertThat(result.lineDualUsdPerMwh()).containsExactly(expected.lineDualUsdPerMwh());
    assertThat(shuffled.effort()).isEqualTo(inOrder.effort());
  }
}
