package io.wattmesh.cluster.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Takes its seconds since each comparison runs all three kinds, the log's with real signatures. */
class CompareConsensusCommandTest {
  private static final String SMALL =
      "compare-consensus --pow-blocks 400 --pos-epochs 20 --bft-seconds 6";

  private static Cli run(String options) {
    String load = options.contains("--bft-load") ? "" : " --bft-load 200";
    String sizes = options.contains("--bft-sizes") ? "" : " --bft-sizes 4,7";
    String trials = options.contains("--trials") ? "" : " --trials 4000";
    String validators = options.contains("--pos-validators") ? "" : " --pos-validators 320";
    return Cli.run((Object[]) (SMALL + trials + validators + load + sizes + options).split(" "));
  }

  @Test
  @Tag("seed-28")
  @Tag("seed-32")
  @Tag("seed-35")
  void theSeedsStatementsComeOutOfTheComparison() throws JsonProcessingException {
    Cli cli = run(" --json --bft-load 1000");
    assertThat(cli.code()).as(cli.err()).isZero();
    JsonNode json = new ObjectMapper().readTree(cli.out());

    assertThat(json.path("schema").asInt()).isOne();
    assertThat(json.path("pow").path("kind").asText()).isEqualTo("model");
    assertThat(json.path("pow").path("capacityTps").asDouble()).isBetween(2.8, 4.0);
    assertThat(json.path("pow").path("backlogGrowthTps").asDouble()).isBetween(162.0, 165.0);
    assertThat(json.path("bft").path("underArrival").path("carriedTps").asDouble())
        .isBetween(160.0, 174.0);
    assertThat(json.path("bft").path("underLoad").path("carriedTps").asDouble())
        .isBetween(950.0, 1_050.0);
    assertThat(json.path("bft").path("byValidators").path("7").path("pbftMessagesPerRequest"))
        .hasToString("84");
    JsonNode reversals = json.path("reversalByDepth");
    assertThat(reversals).hasSize(6);
    for (int k = 1; k < 6; k++) {
      assertThat(reversals.get(k).path("rosenfeld").asDouble())
          .isLessThan(reversals.get(k - 1).path("rosenfeld").asDouble());
    }
    assertThat(json.path("parameters").path("seed").asInt()).isOne();
    assertThat(json.path("parameters").path("pow").path("miners").asInt()).isEqualTo(16);
  }

  @Test
  void peopleAreToldWhatIsAModelAndEveryParameter() {
    Cli cli = run(" --attacker 0.3 --pow-miners 5 --pos-offline 0.02 --seed 9");
    assertThat(cli.code()).as(cli.err()).isZero();
    assertThat(cli.err()).isEmpty();
    assertThat(cli.out())
        .contains(
            "PoW and PoS are models",
            "BFT is measured",
            "attacker's share 0.3; seed 9",
            "5 miners",
            "offline 0.02",
            "the queue grows without bound, by",
            "throughput, most, TPS",
            "energy a transaction, kWh (model)",
            "Two final PoS chains on the sides of a cut: not with less than 1/3");
  }

  @Test
  void theSameSeedGivesTheSameDocument() {
    assertThat(run(" --json --seed 5").out()).isEqualTo(run(" --json --seed 5").out());
  }

  @Test
  void moreThanAThirdOfflineHasNoFinalityAndIsStillJson() throws JsonProcessingException {
    Cli cli = run(" --json --pos-offline 0.5");
    JsonNode pos = new ObjectMapper().readTree(cli.out()).path("pos");
    assertThat(pos.path("lightFinalitySeconds").path("mean").isNull()).isTrue();
    assertThat(run(" --pos-offline 1").code()).as("not a single block").isZero();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        " --attacker 0.5",
        " --arrival 0",
        " --delay-ms -1",
        " --delay-ms 1000",
        " --pow-miners 0",
        " --pow-block-bytes 0",
        " --pos-validators 31",
        " --pos-offline 1.5",
        " --bft-validators 0",
        " --bft-load 1000000",
        " --bft-sizes 0",
        " --depths 0",
        " --trials many"
      })
  void aWrongCommandLineIsRefused(String options) {
    Cli cli = run(options);
    assertThat(cli.code()).isEqualTo(ExitCodes.USAGE);
    assertThat(cli.out()).isEmpty();
    assertThat(cli.err()).isNotEmpty();
  }
}
