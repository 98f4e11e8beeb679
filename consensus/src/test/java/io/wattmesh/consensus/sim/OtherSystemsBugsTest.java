package io.wattmesh.consensus.sim;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/**
 * What users of other systems of this kind ran into, by the project and number under which it was
 * reported. Each scenario holds here.
 */
class OtherSystemsBugsTest {
  private static final NetworkFaults NOTHING_ARRIVES = new NetworkFaults(1_000, 0, 20, 0, 0);

  private static SimulationResult run(SimulationOptions options) {
    SimulationResult result = Simulation.run(options);
    assertThat(result.violation()).as("%s", options).isEmpty();
    return result;
  }

  private static SimulationOptions healingAt(long seed, int validators, long healAtMillis) {
    return new SimulationOptions(
        seed,
        validators,
        0,
        Lie.TWINS,
        6,
        healAtMillis,
        12 * validators,
        NetworkFaults.NONE,
        HostFaults.NONE);
  }

  private static HostFaults blackout(Durability durability) {
    return new HostFaults(5, true, 100, durability, 20, 0, 0, 0);
  }

  /** tendermint/tendermint#1464 and 0xPolygon/polygon-edge#248: an hour's stall after an outage. */
  @Test
  void roundTimersDoNotGrowWithTheLengthOfAnOutage() {
    SimulationOptions tenMinutes = healingAt(1, 4, 600_000).with(NOTHING_ARRIVES);
    SimulationOptions tenSeconds = healingAt(1, 4, 10_000).with(NOTHING_ARRIVES);

    assertThat(run(tenMinutes).millisToAgree()).isLessThan(5_000);
    assertThat(run(tenSeconds).millisToAgree()).isLessThan(5_000);
  }

  /** besu-eth/besu#8307 and bosnet/sebak#828: all were restarted, and agree on nothing more. */
  @Test
  void validatorsThatAreAllRestartedAgreeAgain() {
    for (Durability durability : Durability.values()) {
      for (int validators : new int[] {4, 7}) {
        for (long seed = 0; seed < 12; seed++) {
          run(SimulationOptions.calm(seed, validators).with(blackout(durability)));
        }
      }
    }
  }

  /** tendermint/tendermint#2699 and hyperledger-archives/fabric#933: catching up never ends. */
  @Test
  void aValidatorThatComesBackLateCatchesUpWhoeverOfTheOthersLies() {
    for (Lie lie : List.of(Lie.SILENT, Lie.FLOODING, Lie.FORGED_CERTIFICATES, Lie.WRONG_ROOT)) {
      for (int late = 0; late < 4; late++) {
        int host = late;
        Wiring comesLate = Wiring.CORRECT.withCrashes((some, effect) -> some == host && effect < 8);
        for (long seed = 0; seed < 4; seed++) {
          SimulationOptions options = SimulationOptions.calm(seed, 4).with(1, lie);

          assertThat(Simulation.run(options, comesLate).violation())
              .as("%s, %d is late", options, late)
              .isEmpty();
        }
      }
    }
  }

  /** diem/diem#1324: what one peer says to be certified is taken for it. */
  @Test
  void aLonePeersWordIsNotEnoughToFollowIt() {
    UnaryOperator<SimulationOptions> lied = options -> options.with(1, Lie.FORGED_CERTIFICATES);

    for (long seed = 0; seed < 40; seed++) {
      run(lied.apply(SimulationOptions.ofSeed(seed, 4)));
    }
    var believing =
        new Mutant(
            "believed",
            "verdict on signatures",
            Wiring.CORRECT.withCheck((validator, preimage, signature) -> true),
            lied);
    assertThat(believing.firstCatch(40)).isPresent();
  }

  /** cockroachdb/cockroach#37102: after a failed sync writes were acknowledged all the same. */
  @Test
  void aStorageErrorIsNotPassedOver() {
    var failing = new HostFaults(0, false, 100, Durability.LOSSY_DISK, 20, 0, 60, 0);
    UnaryOperator<SimulationOptions> onBadDisks = options -> options.with(failing);

    LongStream.range(0, 40)
        .mapToObj(seed -> onBadDisks.apply(SimulationOptions.calm(seed, 4)))
        .forEach(OtherSystemsBugsTest::run);
    var swallowed =
        new Mutant(
            "swallowed", "disk", Wiring.CORRECT.with(Flaw.SWALLOWS_STORAGE_ERRORS), onBadDisks);
    assertThat(swallowed.firstCatch(40)).isPresent();
  }

  /** radixdlt/babylon-node#110: a restarted node votes where it had timed out. */
  @Test
  void timeoutsAreStoredBeforeTheyLeaveWhereverAValidatorStops() {
    SimulationOptions silentLeader = SimulationOptions.calm(5, 4).with(1, Lie.SILENT);
    for (int host = 0; host < 4; host++) {
      for (long point = 0; point < 60; point += 2) {
        int crashing = host;
        long at = point;
        Wiring crash =
            Wiring.CORRECT.withCrashes((some, effect) -> some == crashing && effect == at);

        assertThat(Simulation.run(silentLeader, crash).violation())
            .as("host %d stops before effect %d", host, point)
            .isEmpty();
      }
    }
  }

  /** radixdlt/babylon-node#243: restarted below their own last timeout, they can say nothing. */
  @Test
  void aRestartGoesOnInTheRoundThatTheTimeoutCertificateBegan() {
    UnaryOperator<SimulationOptions> blackoutAmongTimeouts =
        options ->
            options
                .with(1, Lie.SILENT)
                .with(new NetworkFaults(250, 0, 60, 0, 0))
                .with(blackout(Durability.AT_ONCE));

    for (long seed = 0; seed < 40; seed++) {
      run(blackoutAmongTimeouts.apply(SimulationOptions.ofSeed(seed, 4)));
    }
    var ignoring =
        new Mutant(
            "ignored",
            "recovery",
            Wiring.CORRECT.withStorage(FaultyStorage::withoutTimeoutCertificate),
            blackoutAmongTimeouts);
    assertThat(ignoring.firstCatch(40)).isPresent();
  }

  /** aptos-labs/aptos-core#3955: who alone saw the epoch end is in the next no more. */
  @Test
  void nobodyIsStuckAcrossAnEpochChangeThatFewSawWhoeverGoes() {
    for (int gone = 0; gone < 4; gone++) {
      UnaryOperator<SimulationOptions> lossyChange = changeWithout(gone);
      for (long seed = 0; seed < 8; seed++) {
        run(lossyChange.apply(SimulationOptions.calm(seed, 4)));
      }
    }
    var untold =
        new Mutant(
            "untold",
            "order of effects",
            Wiring.CORRECT.withShell(FaultyShell::tellsNoEpochChanges),
            changeWithout(0));
    assertThat(untold.firstCatch(40)).isPresent();
  }

  private static UnaryOperator<SimulationOptions> changeWithout(int gone) {
    List<Integer> next =
        IntStream.rangeClosed(0, 4).filter(number -> number != gone).boxed().toList();
    return options ->
        options
            .with(List.of(next))
            .with(new NetworkFaults(300, 0, 60, 0, 0))
            .with(blackout(Durability.AT_ONCE));
  }
}
