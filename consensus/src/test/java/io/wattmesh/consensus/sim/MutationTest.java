package io.wattmesh.consensus.sim;

import static org.assertj.core.api.Assertions.assertThat;

import io.wattmesh.consensus.replica.Effect;
import io.wattmesh.consensus.replica.Recovered;
import io.wattmesh.consensus.safety.SafetyRow;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/**
 * The table of known bugs: each is injected, alone, and the simulator must catch it. A simulator
 * that lets one through is no evidence for anything.
 */
class MutationTest {
  private static final int SEEDS = 400;

  private static String firstViolation(Wiring wiring) {
    return LongStream.range(0, SEEDS)
        .mapToObj(seed -> Simulation.run(SimulationOptions.ofSeed(seed, 4), wiring))
        .flatMap(result -> result.violation().stream())
        .map(violation -> violation.lines().skip(1).findFirst().orElseThrow())
        .findFirst()
        .orElse("nothing was caught");
  }

  @Test
  void commitWithoutContiguityIsCaught() {
    assertThat(firstViolation(Wiring.CORRECT.withRules(FaultyRules.CommitsWithoutContiguity::new)))
        .containsAnyOf("Agreement", "Liveness", "so nothing is committed");
  }

  @Test
  void voteAfterTimeoutIsCaught() {
    assertThat(firstViolation(Wiring.CORRECT.withRules(FaultyRules.VotesAfterTimeout::new)))
        .containsAnyOf("after timing out of round", "signs two things in round");
  }

  @Test
  void aSecondVoteInARoundIsCaught() {
    assertThat(firstViolation(Wiring.CORRECT.withRules(FaultyRules.VotesTwice::new)))
        .containsAnyOf("signs two things in round", "after timing out of round");
  }

  @Test
  void aLockForgottenAtRestartIsCaught() {
    assertThat(firstViolation(Wiring.CORRECT.withStorage(MutationTest::withoutLock)))
        .contains("Row goes back");
  }

  @Test
  void aRowLostAtRestartIsCaught() {
    assertThat(firstViolation(Wiring.CORRECT.withStorage(MutationTest::withoutRow)))
        .containsAnyOf("Row goes back", "signs two things", "halts");
  }

  @Test
  void aSignatureThatLeavesBeforeItsRowIsCaught() {
    assertThat(firstViolation(Wiring.CORRECT.withShell(MutationTest::sendsFirst)))
        .containsAnyOf(
            "signs two things in round", "after timing out of round", "halts", "is durable at");
  }

  @Test
  void anAcknowledgementThatLeavesBeforeItsBatchIsCaught() {
    assertThat(firstViolation(Wiring.CORRECT.withShell(MutationTest::acknowledgesFirst)))
        .contains("is durable at");
  }

  private static List<Effect> acknowledgesFirst(List<Effect> effects) {
    var others = new ArrayList<>(effects);
    others.removeIf(Effect.PersistBatch.class::isInstance);
    effects.stream().filter(Effect.PersistBatch.class::isInstance).forEach(others::add);
    return others;
  }

  private static Recovered withoutLock(Recovered recovered) {
    return with(recovered, FaultyRules.withoutLock(recovered.row(), initial()));
  }

  private static Recovered withoutRow(Recovered recovered) {
    return with(recovered, initial());
  }

  private static SafetyRow initial() {
    return Recovered.genesis(SimulatedChain.genesis()).row();
  }

  private static Recovered with(Recovered recovered, SafetyRow row) {
    return new Recovered(
        recovered.genesisId(),
        recovered.tip(),
        recovered.tipProof(),
        recovered.uncommitted(),
        recovered.batches(),
        row,
        recovered.epochs());
  }

  private static List<Effect> sendsFirst(List<Effect> effects) {
    var sends = new ArrayList<Effect>();
    var others = new ArrayList<Effect>();
    for (Effect effect : effects) {
      boolean leaves = effect instanceof Effect.Send || effect instanceof Effect.Broadcast;
      (leaves ? sends : others).add(effect);
    }
    sends.addAll(others);
    return sends;
  }
}
