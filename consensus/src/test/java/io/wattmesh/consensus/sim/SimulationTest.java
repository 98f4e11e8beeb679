package io.wattmesh.consensus.sim;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("seed-30")
class SimulationTest {
  private static void assertNoViolation(SimulationResult result) {
    assertThat(result.violation()).as("seed %d", result.seed()).isEmpty();
  }

  @Test
  void fourValidatorsWithoutFaultsCommitEverything() {
    SimulationResult result = Simulation.run(SimulationOptions.calm(1, 4));

    assertNoViolation(result);
    assertThat(result.commits()).isGreaterThan(1);
  }

  @Test
  void aLoneValidatorIsItsOwnQuorum() {
    assertNoViolation(Simulation.run(SimulationOptions.calm(1, 1)));
  }

  @Test
  void invariantsHoldOver1600SeedsOfFourValidators() {
    LongStream.range(0, 1_600)
        .mapToObj(seed -> Simulation.run(SimulationOptions.ofSeed(seed, 4)))
        .forEach(SimulationTest::assertNoViolation);
  }

  @Test
  void invariantsHoldOver400SeedsOfSevenValidators() {
    LongStream.range(0, 400)
        .mapToObj(seed -> Simulation.run(SimulationOptions.ofSeed(seed, 7)))
        .forEach(SimulationTest::assertNoViolation);
  }

  /**
   * A collector counts its own vote, whose row and what follows from the certificate are written
   * together; the disk fails, and vote and certificate are lost before anybody else knows of them.
   */
  @Test
  void aCertificateThatIsLostTogetherWithItsCollectorsVoteIsNone() {
    assertNoViolation(Simulation.run(SimulationOptions.ofSeed(358_716, 4)));
  }

  @Test
  void everyFaultIsAtWorkInThoseSeeds() {
    List<SimulationOptions> all =
        LongStream.range(0, 1_600).mapToObj(seed -> SimulationOptions.ofSeed(seed, 4)).toList();

    for (Lie lie : Lie.values()) {
      assertThat(all).anyMatch(options -> options.liars() > 0 && options.lie() == lie);
    }
    for (Durability durability : Durability.values()) {
      assertThat(all).anyMatch(options -> options.host().durability() == durability);
    }
    assertThat(all)
        .anyMatch(options -> options.network().oneWayPerMille() > 0)
        .anyMatch(options -> options.network().partitionPerMille() > 0)
        .anyMatch(options -> options.network().dropPerMille() > 0)
        .anyMatch(options -> options.host().crashPerMille() > 0)
        .anyMatch(options -> options.host().unknownPerMille() > 0)
        .anyMatch(options -> options.host().failPerMille() > 0)
        .anyMatch(options -> options.host().takeovers() > 1)
        .anyMatch(options -> options.host().blackout())
        .anyMatch(options -> !options.epochs().isEmpty())
        .anyMatch(options -> options.host().maxSkewMillis() > 1_000);
  }

  @Test
  void twoLyingTwinsAmongFourAreTooManyAndTheSimulatorSeesThemSplitTheLog() {
    Wiring judged = Wiring.CORRECT.judgedByAgreementAlone();

    assertThat(
            LongStream.range(0, 1_500)
                .mapToObj(seed -> Simulation.run(twins(seed, 2), judged))
                .flatMap(result -> result.violation().stream())
                .filter(violation -> violation.startsWith("Agreement: two blocks at height"))
                .findFirst())
        .isPresent();
  }

  private static SimulationOptions twins(long seed, int twins) {
    int partitions = (int) (500 + seed % 500);
    int drops = 20 * (int) (seed % 5);
    return new SimulationOptions(
        seed,
        4,
        twins,
        Lie.TWINS,
        12,
        4_000,
        48,
        new NetworkFaults(drops, 0, 40, partitions, 0),
        HostFaults.NONE);
  }

  @Test
  void theSameSeedGivesTheSameTraceByteForByte() {
    for (long seed = 0; seed < 60; seed += 7) {
      var first = new ArrayList<String>();
      var second = new ArrayList<String>();

      SimulationResult result = Simulation.replay(SimulationOptions.ofSeed(seed, 4), first::add);

      assertThat(Simulation.replay(SimulationOptions.ofSeed(seed, 4), second::add))
          .isEqualTo(result)
          .isEqualTo(Simulation.run(SimulationOptions.ofSeed(seed, 4)));
      assertThat(second).isEqualTo(first).isNotEmpty();
    }
    assertThat(
            LongStream.range(0, 20)
                .mapToObj(seed -> Simulation.run(SimulationOptions.ofSeed(seed, 4)).traceHash()))
        .doesNotHaveDuplicates();
  }

  @Test
  void threeOfFourMakeProgressWhileOneIsDown() {
    for (int down = 0; down < 4; down++) {
      int dead = down;
      Wiring oneDown = Wiring.CORRECT.withCrashes((host, _) -> host == dead);

      String outcome = Simulation.run(SimulationOptions.calm(2, 4), oneDown).violation().orElse("");

      // The dead one restarts and dies for ever, so it alone never commits anything.
      assertThat(outcome)
          .contains("of 6 transactions are committed")
          .containsPattern(committedPattern(dead));
    }
  }

  private static String committedPattern(int dead) {
    var counts = new StringBuilder("\\[");
    for (int k = 0; k < 4; k++) {
      counts.append(k == 0 ? "" : ", ").append(k == dead ? 0 : 6);
    }
    return counts.append("\\]").toString();
  }

  /** Stops a validator before each of its effects in turn, which is also after the one before. */
  @Test
  void aCrashAtAnyPersistOrSendPointMakesNoConflictingSignature() {
    for (Durability durability : Durability.values()) {
      for (int host = 0; host < 2; host++) {
        assertCrashPoints(durability, host);
      }
    }
  }

  private static void assertCrashPoints(Durability durability, int crashing) {
    SimulationOptions options =
        SimulationOptions.calm(4, 4).with(new HostFaults(0, false, 100, durability, 20, 0, 0, 0));
    boolean reached = true;
    for (long point = 0; reached; point++) {
      var crashed = new AtomicBoolean();
      long at = point;
      Wiring crash =
          Wiring.CORRECT.withCrashes(
              (some, effect) -> {
                boolean now = some == crashing && effect == at && !crashed.get();
                crashed.compareAndSet(false, now);
                return now;
              });

      assertNoViolation(Simulation.run(options, crash));
      reached = crashed.get();
      assertThat(reached || point > 25).as("points of %s, %d", durability, crashing).isTrue();
    }
  }

  /**
   * A validator that ran twice had two batches of one slot certified; one was proposed for ever.
   */
  @Test
  void aCertifiedBatchWhoseSlotAnotherHasTakenIsNotProposed() {
    assertThat(Simulation.run(SimulationOptions.ofSeed(23_051, 4)).violation()).isEmpty();
  }
}
