package io.wattmesh.load.measure;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class GrowthTest {
  private static Second second(int at, boolean measured, long bytes) {
    return new Second(
        at, 0, measured, 1, 1, at % 2, 0, 0, 10L * at, 20L * at, 0, 0, 0, bytes, 2 * bytes,
        3 * bytes, 0, 0);
  }

  @Test
  void fivePartsOfOneLengthLeaveTheWarmUpOut() {
    var seconds = IntStream.range(0, 150).mapToObj(at -> second(at, at >= 50, at)).toList();

    var parts = Growth.of(seconds);

    assertThat(parts).extracting(Growth::fromSecond).containsExactly(50, 70, 90, 110, 130);
    assertThat(parts).extracting(Growth::untilSecond).containsExactly(70, 90, 110, 130, 150);
  }

  @Test
  void aPartHasTheLeastHeapTheMostOfTheRestAndTheMedianOfSecondsWithAnAnswer() {
    var seconds = IntStream.range(0, 100).mapToObj(at -> second(at, true, at)).toList();

    // Of the seconds 20 to 39 every other one had an answer: 21, 23 ... 31 ... 39.
    assertThat(Growth.of(seconds).get(1)).isEqualTo(new Growth(20, 40, 20, 78, 117, 310, 620));
  }

  @Test
  void tooFewSecondsTellNothing() {
    assertThat(Growth.of(IntStream.range(0, 99).mapToObj(at -> second(at, true, 1)).toList()))
        .isEmpty();
  }
}
