package io.wattmesh.cluster.compare;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Takes its seconds for Ed25519: each run checks thousands of real signatures. */
class BftMeasurementTest {
  private static final Traffic TRAFFIC = new Traffic(167, 500, 0.1);

  private static BftResult run(int validators, int seconds, Traffic traffic) {
    return BftMeasurement.run(new BftParameters(validators, seconds, 100), traffic, 1);
  }

  @Test
  @Tag("seed-35")
  void aHundredAndSixtySevenASecondAreCarriedAndSoAreAThousand() {
    BftResult result = run(4, 10, TRAFFIC);
    assertThat(result.committed()).isEqualTo(result.offered()).isEqualTo(1_670);
    assertThat(result.carriedTps()).isCloseTo(167, within(5.0));
    assertThat(run(4, 6, TRAFFIC.at(1_000)).carriedTps()).isCloseTo(1_000, within(50.0));
  }

  /**
   * To the others, up to a round's wait, a proposal and votes for its block and the next one, and
   * the word of the commit to whom the transaction was given.
   */
  @Test
  @Tag("seed-31")
  void aCommitWhichIsFinalTakesFiveToEightDelays() {
    BftResult result = run(4, 10, TRAFFIC);
    assertThat(result.latency().p50()).isBetween(0.5, 0.8);
    assertThat(result.latency().max()).isLessThan(1.0);
    assertThat(result.rounds() - result.blocks()).as("no round is lost").isBetween(0L, 3L);
  }

  @Test
  void twiceTheDelayIsTwiceTheLatency() {
    double once = run(4, 20, TRAFFIC.at(50)).latency().mean();
    double twice = run(4, 20, new Traffic(50, 500, 0.2)).latency().mean();
    assertThat(twice / once).isCloseTo(2, within(0.15));
  }

  @ParameterizedTest
  @Tag("seed-32")
  @ValueSource(ints = {4, 7, 10})
  void messagesAreLinearInTheValidators(int validators) {
    BftResult result = run(validators, 20, TRAFFIC.at(50));
    assertThat(result.orderingMessagesPerBlock())
        .as("a proposal to each other and a vote from each, and a little at the end")
        .isCloseTo(2.0 * (validators - 1), within(0.2 * (validators - 1)));
    assertThat(BftResult.pbftMessages(validators))
        .as("pre-prepare, prepare, commit")
        .isEqualTo((validators - 1L) * (1 + validators - 1 + validators));
  }

  @Test
  void theSameRunIsTheSame() {
    assertThat(run(4, 6, TRAFFIC)).isEqualTo(run(4, 6, TRAFFIC));
  }

  @Test
  void aRunThatWouldBeOnlyItsBeginningOrTooLargeIsRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> run(4, 5, TRAFFIC))
        .withMessage("seconds of transactions, 60 network delays and more, is 5; give 6 to 3600.");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> run(4, 3_600, TRAFFIC))
        .withMessageContaining("601200; give 1 to 200000");
  }
}
