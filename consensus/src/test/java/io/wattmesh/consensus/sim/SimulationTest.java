package io.wattmesh.consensus.sim;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class SimulationTest {
  @Test
  void fourValidatorsWithoutFaultsCommitEverything() {
    SimulationResult result = Simulation.run(SimulationOptions.calm(1, 4));

    assertThat(result.violation()).isEmpty();
    assertThat(result.commits()).isGreaterThan(1);
  }

  @Test
  void invariantsHoldOverManySeedsOfFourValidators() {
    long begin = System.nanoTime();
    LongStream.range(0, 300)
        .forEach(
            seed ->
                assertThat(Simulation.run(SimulationOptions.ofSeed(seed, 4)).violation())
                    .as("seed %d", seed)
                    .isEmpty());
    System.out.println((System.nanoTime() - begin) / 1_000_000 + " ms for 300");
  }
}
