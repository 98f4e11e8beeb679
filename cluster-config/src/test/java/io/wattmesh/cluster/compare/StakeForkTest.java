package io.wattmesh.cluster.compare;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Tag("seed-29")
class StakeForkTest {
  private static final int TRIALS = 20_000;

  /**
   * That more than half of so many votes are the attacker's, each being so with the same chance.
   */
  private static double majority(double share, int votes) {
    double sum = 0;
    double chance = Math.pow(1 - share, votes);
    for (int attackers = 0; attackers <= votes; attackers++) {
      sum += 2 * attackers > votes ? chance : 0;
      chance *= share / (1 - share) * (votes - attackers) / (attackers + 1);
    }
    return sum;
  }

  @Test
  void whereFinalityComesAtTheDepthItIsTheTailOfTheBinomial() {
    for (int depth : new int[] {1, 4}) {
      double expected = majority(0.4, 10 * depth);
      assertThat(StakeFork.simulate(0.4, 10, depth, depth, TRIALS, 1).getLast())
          .isCloseTo(expected, within(5 * Math.sqrt(expected / TRIALS)));
    }
  }

  @Test
  void anAttackerWhoMayWaitWinsMoreOftenButNoMoreThanTheSumOfAllSlots() {
    List<Double> forks = StakeFork.simulate(0.4, 10, 6, 64, TRIALS, 2);
    double sum = 0;
    for (int slot = 64; slot >= 1; slot--) {
      sum += majority(0.4, 10 * slot);
      if (slot <= 6) {
        assertThat(forks.get(slot - 1)).isBetween(majority(0.4, 10 * slot) - 0.02, sum + 0.02);
      }
    }
    assertThat(forks).isSortedAccordingTo((a, b) -> Double.compare(b, a));
  }

  @Test
  void aMinoritysForkLoses() {
    assertThat(StakeFork.simulate(0.3, 128, 6, 64, TRIALS, 3)).containsOnly(0.0);
    assertThat(StakeFork.simulate(0.7, 128, 6, 64, 1_000, 3)).containsOnly(1.0);
  }

  @ParameterizedTest
  @CsvSource({"0,false", "0.33,false", "0.34,true", "0.5,true"})
  void twoFinalChainsTakeAThirdOfTheStakeWhichIsSlashed(double share, boolean bothFinal) {
    assertThat(StakeFork.cut(share)).isEqualTo(new StakeFork.Cut(bothFinal, share));
  }

  @Test
  void aCheckpointIsFinalOnceTheNextOneIsJustifiedToo() {
    var gadget = new FinalityGadget<String>(9, "genesis");
    gadget.vote("a", 6);
    assertThat(gadget.endEpoch()).isEqualTo("genesis");
    gadget.vote("b", 5.9);
    gadget.vote("c", 3.1);
    assertThat(gadget.endEpoch()).as("none has two thirds").isEqualTo("genesis");
    gadget.vote("d", 7);
    assertThat(gadget.endEpoch()).as("the one before was not justified").isEqualTo("genesis");
    gadget.vote("e", 6);
    assertThat(gadget.endEpoch()).isEqualTo("d");
  }
}
