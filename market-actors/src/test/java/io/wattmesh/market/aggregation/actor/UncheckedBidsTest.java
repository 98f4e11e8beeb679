package io.wattmesh.market.aggregation.actor;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class UncheckedBidsTest {
  private static final long MILLI = Duration.ofMillis(1).toNanos();

  private static final long NEAR_THE_GATE = 9_000;

  private final UncheckedBids unchecked = new UncheckedBids();

  @Test
  void checksArePutOffWhileBidsComeAndTheStoresWordLiesInTheMailbox() {
    unchecked.add(null, 0, 6 * MILLI);
    unchecked.bidCame(50 * MILLI);
    assertThat(unchecked.arePutOff(100 * MILLI, () -> NEAR_THE_GATE)).isTrue();
  }

  @Test
  void checksAreMadeOnceNoBidHasComeForAWhile() {
    unchecked.add(null, 0, 6 * MILLI);
    unchecked.bidCame(50 * MILLI);
    assertThat(unchecked.arePutOff(150 * MILLI, () -> NEAR_THE_GATE)).isFalse();
  }

  @Test
  void checksAreMadeAtOnceWhereProcessorsAreFree() {
    unchecked.add(null, 0, 4 * MILLI);
    unchecked.bidCame(4 * MILLI);
    assertThat(unchecked.arePutOff(4 * MILLI, () -> NEAR_THE_GATE)).isFalse();
  }

  @Test
  void aBidThatHasWaitedForTenSecondsIsCheckedWhateverComes() {
    unchecked.add(null, 0, 6 * MILLI);
    unchecked.bidCame(10_006 * MILLI);
    assertThat(unchecked.arePutOff(10_006 * MILLI, () -> NEAR_THE_GATE)).isFalse();
  }

  @Test
  void checksAreMadeInTurnWhileTheGateIsFar() {
    unchecked.add(null, 0, 6 * MILLI);
    unchecked.bidCame(50 * MILLI);
    assertThat(unchecked.arePutOff(100 * MILLI, () -> 20_000)).isFalse();
  }
}
