package io.wattmesh.cluster.feasibility;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class JudgementTest {
  /** 5,000 devices, 3 transactions each in 300 s. */
  private static final Workload SEED =
      new Workload(5_000, 3, new BigDecimal(300), Optional.empty());

  private static final Limits LIMITS = limits("5", "900");

  private static Limits limits(String control, String settlement) {
    return new Limits(new BigDecimal(control), new BigDecimal(settlement));
  }

  private static Platform platform(String throughput, String latency, String finality) {
    return new Platform(
        new BigDecimal(throughput), new BigDecimal(latency), new BigDecimal(finality));
  }

  private static Map<String, Boolean> verdicts(
      Workload workload, Platform platform, Limits limits) {
    return Judgement.of(workload, platform, limits).checks().stream()
        .collect(Collectors.toMap(Judgement.Check::name, Judgement.Check::passes));
  }

  @Test
  @Tag("seed-36")
  @Tag("seed-37")
  @Tag("seed-38")
  void theSeedsWorkedNumbersPass() {
    Judgement judgement = Judgement.of(SEED, platform("100", "1", "20"), LIMITS);

    assertThat(SEED.arrivals().tps()).isEqualByComparingTo("50");
    assertThat(judgement.passes()).isTrue();
    assertThat(judgement.checks())
        .extracting(Judgement.Check::inequality)
        .isEqualTo(
            List.of(
                "5000 x 3 / 300 s = 50 TPS < 100 TPS", "1 s <= 5 s", "1 s + 20 s = 21 s < 900 s"));
  }

  @ParameterizedTest
  @Tag("seed-36")
  @CsvSource({"100,true", "50.000000001,true", "50,false", "49.999,false"})
  void theArrivalRateMustBeStrictlyBelowTheThroughput(String throughput, boolean passes) {
    assertThat(verdicts(SEED, platform(throughput, "1", "20"), LIMITS))
        .containsEntry("throughput", passes);
  }

  @Test
  @Tag("seed-36")
  void aRateThatHasNoFiniteDecimalIsComparedExactly() {
    var thirds = new Workload(10, 1, new BigDecimal(3), Optional.empty());
    assertThat(verdicts(thirds, platform("3.33333333333333333333", "1", "0"), LIMITS))
        .containsEntry("throughput", false);
    assertThat(verdicts(thirds, platform("3.33333333333333333334", "1", "0"), LIMITS))
        .containsEntry("throughput", true);
  }

  @ParameterizedTest
  @Tag("seed-37")
  @CsvSource({"1,true", "5,true", "5.000,true", "5.001,false"})
  void theLatencyMayBeAsLongAsTheControlLoopsTimeConstant(String latency, boolean passes) {
    assertThat(verdicts(SEED, platform("100", latency, "0"), LIMITS))
        .containsEntry("latency", passes);
  }

  @ParameterizedTest
  @Tag("seed-38")
  @CsvSource({
    "1,20,900,true",
    "1,0,900,true",
    "1,898.999,900,true",
    "1,899,900,false",
    "1,20,21,false",
    "0.1,0.2,0.3,false"
  })
  void latencyAndFinalityTogetherMustBeLessThanTheWindow(
      String latency, String finality, String window, boolean passes) {
    assertThat(verdicts(SEED, platform("100", latency, finality), limits("5", window)))
        .containsEntry("settlement", passes);
  }

  @Test
  @Tag("seed-38")
  void aLogWhoseCommitIsFinalTakesItsLatencyAlone() {
    assertThat(Judgement.of(SEED, platform("100", "1", "0"), LIMITS).checks().getLast())
        .isEqualTo(new Judgement.Check("settlement", true, "1 s + 0 s = 1 s < 900 s"));
  }

  @Test
  @Tag("seed-35")
  void aHundredAndSixtySevenTransactionsASecondAreTooManyForProofOfWork() {
    var workload = new Workload(16_700, 3, new BigDecimal(300), Optional.empty());

    assertThat(workload.arrivals().tps()).isEqualByComparingTo("167");
    assertThat(verdicts(workload, platform("3", "1", "0"), LIMITS))
        .containsEntry("throughput", false);
    assertThat(verdicts(workload, platform("1000", "1", "0"), LIMITS))
        .containsEntry("throughput", true);
  }

  @Test
  @Tag("seed-36")
  void aBurstAtGateClosureIsJudgedWhereOneIsNamed() {
    var bursting = new Workload(5_000, 3, new BigDecimal(300), Optional.of(new BigDecimal(10)));

    assertThat(bursting.burst().orElseThrow().tps()).isEqualByComparingTo("1500");
    assertThat(verdicts(bursting, platform("1500", "1", "0"), LIMITS))
        .containsEntry("throughput", true)
        .containsEntry("burst", false);
    assertThat(verdicts(bursting, platform("1501", "1", "0"), LIMITS)).containsEntry("burst", true);
    assertThat(verdicts(SEED, platform("1501", "1", "0"), LIMITS)).doesNotContainKey("burst");
  }

  @Test
  void whatMakesNoSenseIsRefusedWithValueRuleAndRemedy() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Workload(0, 3, BigDecimal.TEN, Optional.empty()))
        .withMessage("devices are 0; give 1 to 1000000000000.");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Workload(1, 1, BigDecimal.TEN, Optional.of(new BigDecimal("10.5"))))
        .withMessageContaining("the burst is 10.5 s, the interval 10 s")
        .withMessageContaining("give at most its length");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> platform("0", "1", "1"))
        .withMessageContaining("is 0; give a number above 0");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> platform("1", "-0.5", "1"))
        .withMessageContaining("is -0.5; give 0 or more");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> platform("1", "1e999999999", "1"))
        .withMessageContaining("give at most 10^12");
  }
}
