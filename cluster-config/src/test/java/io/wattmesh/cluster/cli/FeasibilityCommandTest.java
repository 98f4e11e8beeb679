package io.wattmesh.cluster.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FeasibilityCommandTest {
  private static final String SEED =
      "--devices 5000 --transactions 3 --interval 300 --control 5 --settlement 900";

  @TempDir private Path temp;

  private static Cli run(String options, Object... more) {
    var args = new ArrayList<Object>(List.of("feasibility"));
    args.addAll(List.of(options.split(" ")));
    args.addAll(List.of(more));
    return Cli.run(args.toArray());
  }

  private static JsonNode json(Cli cli) throws JsonProcessingException {
    return new ObjectMapper().readTree(cli.out());
  }

  @Test
  @Tag("seed-36")
  @Tag("seed-37")
  @Tag("seed-38")
  void theSeedsExampleIsFeasible() throws JsonProcessingException {
    Cli cli = run(SEED + " --throughput 100 --latency 1 --finality 20 --json");

    assertThat(cli.code()).as(cli.err()).isEqualTo(ExitCodes.OK);
    assertThat(json(cli))
        .isEqualTo(
            new ObjectMapper()
                .readTree(
                    """
                    {"arrivalTps": 50, "burstTps": null,
                     "throughput": "pass", "latency": "pass", "settlement": "pass"}
                    """));
  }

  @Test
  @Tag("seed-36")
  void aBurstFailsWhereTheMeanPasses() throws JsonProcessingException {
    Cli cli = run(SEED + " --burst 10 --throughput 100 --latency 1 --finality 20 --json");

    assertThat(cli.code()).isEqualTo(ExitCodes.FAILURE);
    assertThat(cli.err()).isEmpty();
    assertThat(json(cli).path("burstTps").asInt()).isEqualTo(1_500);
    assertThat(json(cli).path("throughput").asText()).isEqualTo("pass");
    assertThat(json(cli).path("burst").asText()).isEqualTo("fail");
  }

  @Test
  @Tag("seed-35")
  void proofOfWorkIsRejectedAndTheLogAccepted() throws JsonProcessingException {
    String load = "--devices 16700 --transactions 3 --interval 300 --control 5 --settlement 900";
    Cli work = run(load + " --throughput 3 --latency 1 --finality 20 --json");
    Cli log = run(load + " --throughput 1000 --latency 1 --finality 0 --json");

    assertThat(work.code()).isEqualTo(ExitCodes.FAILURE);
    assertThat(json(work).path("arrivalTps").asInt()).isEqualTo(167);
    assertThat(json(work).path("throughput").asText()).isEqualTo("fail");
    assertThat(log.code()).isEqualTo(ExitCodes.OK);
  }

  @Test
  void peopleReadEachInequalityWithItsNumbersAndUnits() {
    Cli cli = run(SEED + " --burst 10 --throughput 50 --latency 5.001 --finality 900");

    assertThat(cli.code()).isEqualTo(ExitCodes.FAILURE);
    assertThat(cli.out())
        .contains(
            "5,000 devices, 3 transactions each in 300 s: 50 TPS on average",
            "the same in the last 10 s: 1500 TPS",
            "throughput FAIL  5000 x 3 / 300 s = 50 TPS not < 50 TPS",
            "burst      FAIL  5000 x 3 / 10 s = 1500 TPS not < 50 TPS",
            "latency    FAIL  5.001 s not <= 5 s",
            "settlement FAIL  5.001 s + 900 s = 905.001 s not < 900 s",
            "not feasible: throughput, burst, latency, settlement");
  }

  @Test
  @Tag("seed-39")
  void aRunIsJudgedByWhatItMeasured() throws JsonProcessingException {
    Path folder = temp.resolve("run");
    assertThat(Cli.run("run", "seed-3bus", "--out", folder).code()).isZero();
    String few = "--devices 4 --transactions 1 --interval 3600 --control 60 --settlement 900";

    Cli cli = run(few + " --json --run", folder);
    JsonNode measured = json(cli).path("measured");
    double worst = measured.path("latencySeconds").path("worst").asDouble();

    assertThat(cli.code()).as(cli.out() + cli.err()).isEqualTo(ExitCodes.OK);
    assertThat(worst).isPositive();
    assertThat(measured.path("latencySeconds").path("samples").asInt()).isOne();
    assertThat(measured.path("carriedTps").path("worst").asDouble()).isPositive();
    assertThat(measured.path("finalitySeconds").asInt()).isZero();

    String tight =
        "--devices 4 --transactions 1 --interval 3600 --settlement 900 --latency 0 --control ";
    Cli late = run(tight + worst / 2 + " --json --run", folder);
    assertThat(json(late).path("latency").asText())
        .as("measured, whatever --latency says")
        .isEqualTo("fail");
    assertThat(run(tight + "60 --run", folder).out())
        .contains("gate closure to the final commit, 1 interval (0 void)", "verdict    feasible");
  }

  @Test
  @Tag("seed-39")
  void aLoadOfFiveThousandDevicesIsJudgedByItsOwnHistograms() throws JsonProcessingException {
    Path folder = Path.of("src/test/resources/load-5000");
    Cli own = run("--control 20 --settlement 900 --json --run", folder);

    assertThat(own.code()).as(own.out() + own.err()).isEqualTo(ExitCodes.OK);
    assertThat(json(own).path("arrivalTps").asInt()).isEqualTo(500);
    assertThat(json(own).path("burstTps").asDouble()).isBetween(250.0, 300.0);
    for (String test : List.of("throughput", "burst", "latency", "settlement")) {
      assertThat(json(own).path(test).asText()).as(test).isEqualTo("pass");
    }
    JsonNode latency = json(own).path("measured").path("latencySeconds");
    assertThat(latency.path("samples").asInt()).isEqualTo(10_000);
    assertThat(latency.path("p50").asDouble()).isPositive();

    Cli seeds = run(SEED + " --burst 10 --json --quantile p50 --run", folder);
    assertThat(json(seeds).path("arrivalTps").asInt()).isEqualTo(50);
    assertThat(json(seeds).path("throughput").asText()).isEqualTo("pass");
    assertThat(json(seeds).path("settlement").asText()).isEqualTo("pass");
    assertThat(json(seeds).path("latency").asText())
        .isEqualTo(latency.path("p50").asDouble() <= 5 ? "pass" : "fail");

    Cli people = run("--control 0.001 --settlement 900 --burst 1 --run", folder);
    assertThat(people.code()).isEqualTo(ExitCodes.FAILURE);
    assertThat(people.out())
        .contains(
            "the load's own: 500 TPS on average",
            "the most within 1 s: ",
            "gate closure to the final commit, 10000 bids of 2 intervals",
            "end of delivery to the payment's commit, 10000 readings",
            "throughput pass  (10000 bids + 10000 readings) / 40 s = 500 TPS < ",
            "verdict    not feasible: latency");

    Cli half = run("--devices 9 --control 5 --settlement 900 --run", folder);
    assertThat(half.code()).isEqualTo(ExitCodes.USAGE);
    assertThat(half.err()).contains("--transactions is missing").hasLineCount(1);
  }

  @Test
  void whatIsNeitherGivenNorMeasuredIsNamed() {
    Cli cli = run(SEED + " --throughput 100 --latency 1");
    assertThat(cli.code()).isEqualTo(ExitCodes.USAGE);
    assertThat(cli.out()).isEmpty();
    assertThat(cli.err()).contains("--finality is missing", "--run").hasLineCount(1);
  }

  @Test
  void aFolderThatIsNoRunIsNamed() {
    Cli cli = run(SEED + " --run", temp);
    assertThat(cli.code()).isEqualTo(ExitCodes.FAILURE);
    assertThat(cli.err()).contains(temp.toString(), "no finished run").hasLineCount(1);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "--devices 0 --throughput 1 --latency 1 --finality 0",
        "--devices 5 --throughput 0 --latency 1 --finality 0",
        "--devices 5 --throughput 1 --latency -1 --finality 0",
        "--devices 5 --throughput 1 --latency 1 --finality 1e99999999",
        "--devices 5 --throughput 1 --latency 1 --finality 0 --burst 301",
        "--devices 5 --throughput x --latency 1 --finality 0",
        "--devices 5 --throughput 1 --latency 1 --finality 0 --quantile p98",
        "--throughput 1 --latency 1 --finality 0"
      })
  void aWrongCommandLineIsRefused(String options) {
    Cli cli = run("--transactions 3 --interval 300 --control 5 --settlement 900 " + options);
    assertThat(cli.code()).isEqualTo(ExitCodes.USAGE);
    assertThat(cli.out()).isEmpty();
    assertThat(cli.err()).isNotEmpty();
  }
}
