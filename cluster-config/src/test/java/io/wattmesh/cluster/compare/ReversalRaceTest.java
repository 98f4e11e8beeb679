package io.wattmesh.cluster.compare;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Tag("seed-28")
class ReversalRaceTest {
  private static final int TRIALS = 100_000;
  private static final double DEVIATIONS = 5;

  @ParameterizedTest
  @CsvSource({"0.05", "0.1", "0.2", "0.3", "0.4"})
  void theRacesAgreeWithRosenfeldsClosedForm(double share) {
    List<Double> races = ReversalRace.simulate(share, 6, TRIALS, 1);

    for (int depth = 1; depth <= 6; depth++) {
      double expected = ReversalRace.rosenfeld(share, depth);
      double deviation = Math.sqrt(expected * (1 - expected) / TRIALS);
      assertThat(races.get(depth - 1))
          .as("depth %d, share %s", depth, share)
          .isCloseTo(expected, within(DEVIATIONS * deviation));
    }
  }

  @ParameterizedTest
  @CsvSource({"0.1", "0.3", "0.45"})
  void theDeeperABlockTheLessLikelyItIsReversed(double share) {
    List<Double> races = ReversalRace.simulate(share, 6, TRIALS, 2);
    for (int depth = 2; depth <= 6; depth++) {
      assertThat(races.get(depth - 1)).isLessThan(races.get(depth - 2));
    }
  }

  /** The table of his section 11: q = 0.1 for z = 0, 1, 5 and 10, q = 0.3 for z = 5 and 10. */
  @ParameterizedTest
  @CsvSource({
    "0.1,0,1.0",
    "0.1,1,0.2045873",
    "0.1,5,0.0009137",
    "0.1,10,0.0000012",
    "0.3,5,0.1773523",
    "0.3,10,0.0416605"
  })
  void nakamotosFormGivesHisOwnTable(double share, int depth, double published) {
    assertThat(ReversalRace.nakamoto(share, depth)).isCloseTo(published, within(5e-8));
  }

  /** At depth 1 it is 2 q, which one sees by hand. */
  @ParameterizedTest
  @CsvSource({"0.1,1,0.2", "0.25,1,0.5", "0.1,2,0.056", "0.1,6,0.00059"})
  void rosenfeldsFormGivesWhatIsKnown(double share, int depth, double known) {
    assertThat(ReversalRace.rosenfeld(share, depth)).isCloseTo(known, within(5e-6));
  }

  @Test
  void halfOfTheHashPowerAlwaysWinsAndNoneNever() {
    assertThat(ReversalRace.rosenfeld(0.5, 6)).isOne();
    assertThat(ReversalRace.nakamoto(0.6, 6)).isOne();
    assertThat(ReversalRace.simulate(0, 3, 1_000, 3)).containsOnly(0.0);
  }

  @Test
  void whatTheOthersLoseToForksTheAttackerGains() {
    assertThat(ReversalRace.effectiveShare(0.1, 0)).isCloseTo(0.1, within(1e-15));
    assertThat(ReversalRace.effectiveShare(0.1, 0.5)).isCloseTo(0.1 / 0.55, within(1e-15));
  }
}
