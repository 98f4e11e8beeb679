package io.wattmesh.consensus.sim;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Unmodified replicas with altered inputs and outputs: with f of them the log goes on. */
@Tag("seed-30")
class LiarsTest {
  private static final int TRANSFERS = 40;

  private static SimulationOptions busy(long seed, int validators, int liars, Lie lie) {
    return new SimulationOptions(
        seed,
        validators,
        liars,
        lie,
        TRANSFERS,
        8_000,
        12 * validators,
        NetworkFaults.NONE,
        HostFaults.NONE);
  }

  @ParameterizedTest
  @EnumSource(Lie.class)
  void throughputGoesOnWithOneOfFourLying(Lie lie) {
    for (long seed = 0; seed < 8; seed++) {
      assertGoesOn(Simulation.run(busy(seed, 4, 1, lie)));
    }
  }

  @ParameterizedTest
  @EnumSource(Lie.class)
  void throughputGoesOnWithTwoOfSevenLying(Lie lie) {
    for (long seed = 0; seed < 3; seed++) {
      assertGoesOn(Simulation.run(busy(seed, 7, 2, lie)));
    }
  }

  /** Transfers come all along; soon after the last of them all are committed everywhere. */
  private static void assertGoesOn(SimulationResult result) {
    assertThat(result.violation()).isEmpty();
    assertThat(result.millisToAgree()).as("seed %d", result.seed()).isLessThan(3_000);
    assertThat(result.commits()).isGreaterThan(10);
  }

  @Test
  void twoOfFourLyingCanStopTheLog() {
    SimulationOptions half = busy(1, 4, 2, Lie.SILENT);

    assertThat(Simulation.run(half).violation())
        .hasValueSatisfying(broken -> assertThat(broken).startsWith("Liveness"));
  }
}
