package io.wattmesh.cluster.compare;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class PowSimulationTest {
  /** 2,000 transactions each 600 s: about 3 a second. */
  private static final int BLOCK_BYTES = 1_000_000;

  private static PowParameters chain(int miners, int blocks) {
    return new PowParameters(miners, 600, BLOCK_BYTES, 6, 6e20, 2.5e-11, blocks);
  }

  private static Traffic traffic(double tps, double delaySeconds) {
    return new Traffic(tps, 500, delaySeconds);
  }

  @Test
  @Tag("seed-35")
  void aHundredAndSixtySevenASecondMakeItsQueueGrowWithoutBound() {
    Flow flow = PowSimulation.run(chain(16, 2_000), traffic(167, 0.1), 1).flow();

    assertThat(flow.capacityTps()).isBetween(3.0, 3.7);
    assertThat(flow.carriedTps()).isEqualTo(flow.capacityTps(), within(1e-9));
    assertThat(flow.growthTps()).isCloseTo(167 - flow.capacityTps(), within(0.5));
    for (Flow.Backlog backlog : flow.backlogs()) {
      assertThat(backlog.waiting() / backlog.seconds())
          .as("in proportion to the time, at " + backlog.seconds() + " s")
          .isCloseTo(167 - flow.capacityTps(), within(0.5));
    }
  }

  @Test
  @Tag("seed-36")
  void belowItsCapacityTheQueueIsThatOfAFewBlocks() {
    Flow flow = PowSimulation.run(chain(16, 2_000), traffic(1, 0.1), 1).flow();

    assertThat(flow.carriedTps()).isCloseTo(1, within(0.01));
    assertThat(flow.backlogs()).allSatisfy(one -> assertThat(one.waiting()).isLessThan(20_000));
    assertThat(flow.growthTps()).isCloseTo(0, within(0.02));
  }

  @Test
  @Tag("seed-28")
  void finalityIsAboutTheConfirmationsTimesTheBlockTime() {
    Flow flow = PowSimulation.run(chain(16, 20_000), traffic(0.1, 0.1), 2).flow();

    assertThat(flow.latency().mean())
        .as("until a block comes, which is memoryless")
        .isCloseTo(600, within(20.0));
    assertThat(flow.finality().mean() - flow.latency().mean()).isCloseTo(6 * 600, within(60.0));
  }

  /** Other miners find blocks, at (M - 1) / M of the whole rate, while one is under way. */
  @Test
  void aLongDelayMakesBlocksStale() {
    double lag = 60;
    PowResult result = PowSimulation.run(chain(16, 40_000), traffic(1, lag), 3);
    double rate = 15 / 16.0 / 600;

    assertThat(result.staleShare()).isCloseTo(rate * lag / (1 + rate * lag), within(0.006));
    assertThat(result.displacedByDepth().getFirst()).isPositive();
    assertThat(result.displacedByDepth()).isSortedAccordingTo((a, b) -> Double.compare(b, a));
  }

  @Test
  void oneMinerOrNoDelayMakesNone() {
    assertThat(PowSimulation.run(chain(1, 1_000), traffic(1, 60), 4).staleShare()).isZero();
    PowResult prompt = PowSimulation.run(chain(16, 1_000), traffic(1, 0), 4);
    assertThat(prompt.staleShare()).isZero();
    assertThat(prompt.displacedByDepth()).isEmpty();
  }

  @Test
  void energyIsThePowerOverWhatIsCarried() {
    PowResult result = PowSimulation.run(chain(16, 1_000), traffic(167, 0.1), 5);
    assertThat(result.joulesPerTransaction() * result.flow().carriedTps())
        .isCloseTo(15e9, within(1.0));
  }

  @Test
  void theSameSeedGivesTheSameAndAnotherAnother() {
    PowResult first = PowSimulation.run(chain(8, 500), traffic(5, 2), 6);
    assertThat(PowSimulation.run(chain(8, 500), traffic(5, 2), 6)).isEqualTo(first);
    assertThat(PowSimulation.run(chain(8, 500), traffic(5, 2), 7)).isNotEqualTo(first);
  }

  @Test
  void parametersOutOfRangeAreRefusedWithTheirRange() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> chain(0, 100))
        .withMessage("miners is 0; give 1 to 1000.");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> traffic(Double.NaN, 1))
        .withMessageContaining("arrival rate (TPS) is NaN");
  }
}
