package io.wattmesh.cluster.compare;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("seed-29")
class PosSimulationTest {
  private static final Traffic TRAFFIC = new Traffic(5, 500, 0.5);
  private static final double EPOCH_SECONDS = 32 * 12;

  private static PosParameters chain(double skew, double offline, int epochs) {
    return new PosParameters(640, skew, 12, 32, 90_000, offline, 100, epochs);
  }

  @Test
  void aBlockIsFinalTwoToThreeEpochsAfterIt() {
    PosResult result = PosSimulation.run(chain(0, 0, 100), TRAFFIC, 1);
    Flow flow = result.flow();

    assertThat(result.finalEpochs()).as("the last but one").isEqualTo(98);
    assertThat(result.missedShare()).isZero();
    assertThat(result.staleShare()).isZero();
    assertThat(flow.finality().max() - 12 - TRAFFIC.delaySeconds())
        .isBetween(2.9 * EPOCH_SECONDS, 3 * EPOCH_SECONDS + 1);
    assertThat(flow.finality().mean() - flow.latency().mean())
        .isCloseTo(2.5 * EPOCH_SECONDS, within(10.0));
    assertThat(flow.latency().mean()).as("half a slot and two delays").isCloseTo(7, within(0.3));
  }

  @Test
  void whoIsOfflineMissesSlotsByStake() {
    PosResult result = PosSimulation.run(chain(0, 0.25, 200), TRAFFIC, 2);

    assertThat(result.missedShare()).isCloseTo(0.25, within(0.02));
    assertThat(result.flow().capacityTps()).isCloseTo(15 * 0.75, within(0.4));
    assertThat(result.finalEpochs()).isEqualTo(198);
  }

  @Test
  void withMoreThanAThirdOfflineNothingGetsFinal() {
    PosResult result = PosSimulation.run(chain(0, 0.34, 20), TRAFFIC, 3);

    assertThat(result.finalEpochs()).isZero();
    assertThat(result.flow().finality().samples()).isZero();
    assertThat(result.flow().carriedTps()).as("but blocks still come").isGreaterThan(4);
  }

  @Test
  void proposersAreDrawnByStake() {
    var whale = new PosParameters(640, 3, 12, 32, 90_000, 0, 100, 10);
    double first = whale.stakes()[0];
    double all = Arrays.stream(whale.stakes()).sum();
    assertThat(first / all).as("1 / zeta(3)").isCloseTo(0.832, within(0.001));

    boolean missesMost = false;
    boolean missesFew = false;
    for (int seed = 0; seed < 20; seed++) {
      double missed = PosSimulation.run(chain(3, 0.2, 10), TRAFFIC, seed).missedShare();
      missesMost |= missed > 0.75;
      missesFew |= missed < 0.25;
      assertThat(missed).as("with the largest or without").matches(m -> m > 0.75 || m < 0.25);
    }
    assertThat(missesMost && missesFew).isTrue();
  }

  @Test
  void whereBlocksComeTooLateForTheNextProposerTheyForkAndOneSideLoses() {
    PosResult late = PosSimulation.run(chain(0, 0, 50), new Traffic(5, 500, 15), 4);
    assertThat(late.staleShare()).isGreaterThan(0.2);
    assertThat(late.flow().capacityTps()).isLessThan(12);
  }

  @Test
  void aHundredAndSixtySevenASecondOverwhelmItToo() {
    Flow flow = PosSimulation.run(chain(0, 0, 50), new Traffic(167, 500, 0.5), 5).flow();
    assertThat(flow.capacityTps()).isCloseTo(15, within(0.01));
    assertThat(flow.growthTps()).isCloseTo(152, within(0.5));
  }

  @Test
  void theSameSeedGivesTheSameAndAnotherAnother() {
    PosResult first = PosSimulation.run(chain(1, 0.1, 20), TRAFFIC, 6);
    assertThat(PosSimulation.run(chain(1, 0.1, 20), TRAFFIC, 6)).isEqualTo(first);
    assertThat(PosSimulation.run(chain(1, 0.1, 20), TRAFFIC, 7)).isNotEqualTo(first);
  }
}
