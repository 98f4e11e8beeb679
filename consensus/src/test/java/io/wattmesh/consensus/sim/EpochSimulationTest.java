package io.wattmesh.consensus.sim;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/**
 * Epochs that end under drops, partitions, crashes and twins. A run is over only when everybody,
 * whoever joined late or was removed, has committed everything, the changes included.
 */
class EpochSimulationTest {
  private static final Wiring FOUR_SEVEN_FOUR =
      Wiring.CORRECT.withEpochs(List.of(List.of(0, 1, 2, 3, 4, 5, 6), List.of(2, 4, 5, 6)));

  private static void assertNoViolation(SimulationResult result) {
    assertThat(result.violation()).as("seed %d", result.seed()).isEmpty();
  }

  @Test
  void fourBecomeSevenAndFourAgainWithoutFaults() {
    assertNoViolation(Simulation.run(SimulationOptions.calm(1, 4), FOUR_SEVEN_FOUR));
  }

  /** Takes some ten seconds: seven processes, the removed and the joining ones polling. */
  @Test
  void invariantsHoldOver40SeedsWhileFourBecomeSevenAndFourAgain() {
    LongStream.range(0, 40)
        .mapToObj(seed -> Simulation.run(SimulationOptions.ofSeed(seed, 4), FOUR_SEVEN_FOUR))
        .forEach(EpochSimulationTest::assertNoViolation);
  }

  @Test
  void theSameSeedGivesTheSameTraceAcrossEpochs() {
    SimulationResult first = Simulation.run(SimulationOptions.ofSeed(7, 4), FOUR_SEVEN_FOUR);

    assertThat(Simulation.run(SimulationOptions.ofSeed(7, 4), FOUR_SEVEN_FOUR)).isEqualTo(first);
  }

  /** Stops a member of both epochs before each of its effects in turn. */
  @Test
  void aCrashAtAnyPersistOrSendPointAroundAChangeIsSurvived() {
    Wiring change = Wiring.CORRECT.withEpochs(List.of(List.of(0, 1, 2, 4)));
    boolean reached = true;
    for (long point = 0; reached; point++) {
      var crashed = new AtomicBoolean();
      long at = point;
      Wiring crash =
          change.withCrashes(
              (host, effect) -> {
                boolean now = host == 1 && effect == at && !crashed.get();
                crashed.compareAndSet(false, now);
                return now;
              });

      assertNoViolation(Simulation.run(SimulationOptions.calm(4, 4), crash));
      reached = crashed.get();
      assertThat(reached || point > 40).as("crash points").isTrue();
    }
  }
}
