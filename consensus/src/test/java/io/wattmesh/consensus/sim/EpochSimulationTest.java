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
  private static final List<List<Integer>> EPOCHS =
      List.of(List.of(0, 1, 2, 3, 4, 5, 6), List.of(2, 4, 5, 6));

  private static SimulationOptions fourSevenFour(long seed) {
    return SimulationOptions.ofSeed(seed, 4).with(EPOCHS);
  }

  private static void assertNoViolation(SimulationResult result) {
    assertThat(result.violation()).as("seed %d", result.seed()).isEmpty();
  }

  @Test
  void fourBecomeSevenAndFourAgainWithoutFaults() {
    assertNoViolation(Simulation.run(SimulationOptions.calm(1, 4).with(EPOCHS)));
  }

  /** Takes some ten seconds: seven processes, the removed and the joining ones polling. */
  @Test
  void invariantsHoldOver40SeedsWhileFourBecomeSevenAndFourAgain() {
    LongStream.range(0, 40)
        .mapToObj(seed -> Simulation.run(fourSevenFour(seed)))
        .forEach(EpochSimulationTest::assertNoViolation);
  }

  @Test
  void theSameSeedGivesTheSameTraceAcrossEpochs() {
    SimulationResult first = Simulation.run(fourSevenFour(7));

    assertThat(Simulation.run(fourSevenFour(7))).isEqualTo(first);
  }

  /** Stops a member of both epochs before each of its effects in turn. */
  @Test
  void aCrashAtAnyPersistOrSendPointAroundAChangeIsSurvived() {
    SimulationOptions change = SimulationOptions.calm(4, 4).with(List.of(List.of(0, 1, 2, 4)));
    boolean reached = true;
    for (long point = 0; reached; point++) {
      var crashed = new AtomicBoolean();
      long at = point;
      Wiring crash =
          Wiring.CORRECT.withCrashes(
              (host, effect) -> {
                boolean now = host == 1 && effect == at && !crashed.get();
                crashed.compareAndSet(false, now);
                return now;
              });

      assertNoViolation(Simulation.run(change, crash));
      reached = crashed.get();
      assertThat(reached || point > 40).as("crash points").isTrue();
    }
  }
}
