package io.wattmesh.consensus.sim;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongConsumer;
import org.junit.jupiter.api.Test;

/** Twins, arXiv 2004.10617: one key run twice, every leader and every cut of the hosts in two. */
class TwinsTest {
  private static LongConsumer everyNth(long stride, LongConsumer visitor) {
    var seen = new AtomicLong();
    return number -> {
      if (seen.getAndIncrement() % stride == 0) {
        visitor.accept(number);
      }
    };
  }

  private static void assertAllHold(TwinsScenarios scenarios, long stride) {
    scenarios.forEach(
        everyNth(
            stride,
            number ->
                assertThat(scenarios.run(number).violation())
                    .as("%s, scenario %d", scenarios, number)
                    .isEmpty()));
  }

  private static long kinds(TwinsScenarios scenarios) {
    var count = new AtomicLong();
    scenarios.forEach(number -> count.incrementAndGet());
    return count.get();
  }

  @Test
  void scenariosThatDifferInNamesOnlyAreOne() {
    assertThat(new TwinsScenarios(4, 1, false, 1).combinations()).isEqualTo(64);
    assertThat(kinds(new TwinsScenarios(4, 1, false, 2))).isEqualTo(510);
    assertThat(kinds(new TwinsScenarios(4, 1, false, 3))).isEqualTo(25_740);
  }

  @Test
  void oneTwinOfFourWithARowOfItsOwnBreaksNothing() {
    assertAllHold(new TwinsScenarios(4, 1, false, 2), 1);
    assertAllHold(new TwinsScenarios(4, 1, false, 3), 50);
  }

  @Test
  void anyNumberOfTwinsThatShareTheirRowsBreaksNothing() {
    for (int twins = 1; twins <= 4; twins++) {
      assertAllHold(new TwinsScenarios(4, twins, true, 1), 1);
    }
    assertAllHold(new TwinsScenarios(4, 2, true, 2), 10);
    assertAllHold(new TwinsScenarios(4, 4, true, 2), 10);
  }

  @Test
  void twoTwinsOfFourWithRowsOfTheirOwnAreTooMany() {
    var scenarios = new TwinsScenarios(4, 2, false, 3);
    var caught = new AtomicLong();

    scenarios.forEach(
        everyNth(
            500,
            number -> caught.addAndGet(scenarios.run(number).violation().isPresent() ? 1 : 0)));

    assertThat(caught).hasPositiveValue();
  }
}
