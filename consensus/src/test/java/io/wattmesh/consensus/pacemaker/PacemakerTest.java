package io.wattmesh.consensus.pacemaker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class PacemakerTest {
  private final Pacemaker pacemaker = new Pacemaker(1_000);

  @Test
  void aRoundIsEnteredByTheCertificateOfTheOneBeforeAndNeverLeftBackwards() {
    assertThat(pacemaker.enterAfter(4)).isTrue();
    assertThat(pacemaker.round()).isEqualTo(5);
    assertThat(pacemaker.enterAfter(4)).isFalse();
    assertThat(pacemaker.enterAfter(2)).isFalse();
    assertThat(pacemaker.round()).isEqualTo(5);
  }

  @Test
  void timeoutsGrowByAFifthUpToTheSixthRoundAndNoFurther() {
    long[] expected = {1_000, 1_200, 1_440, 1_728, 2_073, 2_487, 2_984, 2_984, 2_984};
    for (int k = 0; k < expected.length; k++) {
      assertThat(pacemaker.timeoutMillis()).isEqualTo(expected[k]);
      pacemaker.enterAfter(k);
    }
    pacemaker.enterAfter(1_000_000);
    assertThat(pacemaker.timeoutMillis()).isEqualTo(2_984);
  }

  @Test
  void aCommitResetsTheTimeout() {
    pacemaker.enterAfter(1);
    pacemaker.enterAfter(2);
    pacemaker.committed();

    assertThat(pacemaker.timeoutMillis()).isEqualTo(1_000);
  }

  @Test
  void theTimerRunsOnlyWhileArmedAndANewRoundStopsIt() {
    assertThat(pacemaker.isExpired(Long.MAX_VALUE)).isFalse();
    pacemaker.arm(100);
    pacemaker.arm(900);

    assertThat(pacemaker.deadlineMillis()).hasValue(1_100);
    assertThat(pacemaker.isExpired(1_099)).isFalse();
    assertThat(pacemaker.isExpired(1_100)).isTrue();

    pacemaker.enterAfter(1);
    assertThat(pacemaker.deadlineMillis()).isEmpty();
  }

  @Test
  void leadersTakeTurns() {
    LeaderSchedule leaders = LeaderSchedule.roundRobin(4);

    assertThat(leaders.leader(4)).isZero();
    assertThat(leaders.leader(7)).isEqualTo(3);
    assertThat(leaders.leader(Long.MAX_VALUE)).isEqualTo(3);
  }

  @Test
  void aBaseOfZeroIsRefused() {
    assertThatThrownBy(() -> new Pacemaker(0)).hasMessageContaining("0 ms");
  }
}
