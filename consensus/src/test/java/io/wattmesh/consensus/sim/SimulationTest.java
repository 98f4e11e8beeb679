package io.wattmesh.consensus.sim;

import static org.assertj.core.api.Assertions.assertThat;

import io.wattmesh.consensus.message.ConsensusMessage;
import io.wattmesh.consensus.replica.Effect;
import io.wattmesh.proto.crypto.MessageType;
import io.wattmesh.proto.crypto.SignedEnvelope;
import io.wattmesh.proto.model.ParticipantId;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

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
  void invariantsHoldOver300SeedsOfFourValidators() {
    LongStream.range(0, 300)
        .mapToObj(seed -> Simulation.run(SimulationOptions.ofSeed(seed, 4)))
        .forEach(SimulationTest::assertNoViolation);
  }

  @Test
  void invariantsHoldOver50SeedsOfSevenValidators() {
    LongStream.range(0, 50)
        .mapToObj(seed -> Simulation.run(SimulationOptions.ofSeed(seed, 7)))
        .forEach(SimulationTest::assertNoViolation);
  }

  /** Twins, arXiv 2004.10617: one key run twice, with separate rows, across partitions. */
  @Test
  void aTwinAmongFourBreaksNothing() {
    LongStream.range(0, 100)
        .mapToObj(seed -> Simulation.run(twins(seed, 1), Wiring.CORRECT))
        .forEach(SimulationTest::assertNoViolation);
  }

  @Test
  void twoTwinsAmongFourAreTooManyAndTheSimulatorSeesThemSplitTheLog() {
    Wiring judged = Wiring.CORRECT.judgedByAgreementAlone();

    assertThat(
            LongStream.range(0, 1_500)
                .mapToObj(seed -> Simulation.run(twins(seed, 2), judged))
                .flatMap(result -> result.violation().stream())
                .filter(violation -> violation.contains("Agreement: two blocks at height"))
                .findFirst())
        .isPresent();
  }

  private static SimulationOptions twins(long seed, int twins) {
    int partitions = (int) (500 + seed % 500);
    int drops = 20 * (int) (seed % 5);
    return new SimulationOptions(seed, 4, twins, 12, drops, 0, 40, 0, partitions, false, 4_000, 48);
  }

  /**
   * Hosts of odd seeds put all into batches; a gateway gives each transaction to all of them, so
   * that batches overlap as much as they can. Author 0 sends its batches to f+1 others alone and
   * never gives one out.
   */
  @Test
  void anAuthorThatWithholdsItsBatchesDoesNotStopTheChain() {
    var batches = new AtomicLong();
    Wiring withheld =
        Wiring.CORRECT.withShell(
            effects -> {
              batches.addAndGet(batchesCommitted(effects));
              return withholding(effects);
            });

    LongStream.range(0, 100)
        .mapToObj(k -> Simulation.run(SimulationOptions.ofSeed(2 * k + 1, 4), withheld))
        .forEach(SimulationTest::assertNoViolation);
    assertThat(batches.get()).isGreaterThan(1_000);
  }

  private static long batchesCommitted(List<Effect> effects) {
    return effects.stream()
        .filter(Effect.PersistCommit.class::isInstance)
        .mapToLong(effect -> ((Effect.PersistCommit) effect).block().batches().size())
        .sum();
  }

  private static List<Effect> withholding(List<Effect> effects) {
    return effects.stream()
        .flatMap(
            effect ->
                switch (effect) {
                  case Effect.Broadcast all when isOf0(all.message(), MessageType.BATCH) ->
                      Stream.of(
                          new Effect.Send(validator(1), all.message()),
                          new Effect.Send(validator(2), all.message()));
                  case Effect.Send one
                      when isOf0(one.message(), MessageType.BATCH_REPLY)
                          || (isOf0(one.message(), MessageType.BATCH)
                              && one.to().equals(validator(3))) ->
                      Stream.of();
                  default -> Stream.of(effect);
                })
        .toList();
  }

  private static ParticipantId validator(int index) {
    return new ParticipantId("validator-00" + index);
  }

  private static boolean isOf0(byte[] message, MessageType type) {
    SignedEnvelope envelope = ConsensusMessage.ofBytes(message).envelope();
    return envelope.type() == type && envelope.signer().equals("validator-000");
  }

  @Test
  void theSameSeedGivesTheSameTrace() {
    for (long seed : new long[] {3, 5, 11}) {
      SimulationResult first = Simulation.run(SimulationOptions.ofSeed(seed, 4));

      assertThat(Simulation.run(SimulationOptions.ofSeed(seed, 4))).isEqualTo(first);
    }
    assertThat(
            List.of(3L, 5L, 11L).stream()
                .map(seed -> Simulation.run(SimulationOptions.ofSeed(seed, 4)).traceHash()))
        .doesNotHaveDuplicates();
  }

  @Test
  void threeOfFourMakeProgressWhileOneIsDown() {
    for (int run = 0; run < 8; run++) {
      int dead = run % 4;
      int seed = 2 + run / 4;
      Wiring oneDown = Wiring.CORRECT.withCrashes((host, _) -> host == dead);

      String outcome =
          Simulation.run(SimulationOptions.calm(seed, 4), oneDown).violation().orElse("");

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
    for (int run = 0; run < 4; run++) {
      int host = run % 2;
      int seed = 4 + run / 2;
      boolean reached = true;
      for (long point = 0; reached; point++) {
        var crashed = new AtomicBoolean();
        int crashing = host;
        long at = point;
        Wiring crash =
            Wiring.CORRECT.withCrashes(
                (some, effect) -> {
                  boolean now = some == crashing && effect == at && !crashed.get();
                  crashed.compareAndSet(false, now);
                  return now;
                });

        assertNoViolation(Simulation.run(SimulationOptions.calm(seed, 4), crash));
        reached = crashed.get();
        assertThat(reached || point > 40).as("crash points of host %d", host).isTrue();
      }
    }
  }
}
