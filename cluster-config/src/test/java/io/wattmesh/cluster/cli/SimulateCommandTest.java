package io.wattmesh.cluster.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.wattmesh.cluster.simulate.Campaign;
import io.wattmesh.consensus.sim.SimulationResult;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SimulateCommandTest {
  private static JsonNode json(Object... args) throws JsonProcessingException {
    Cli cli = Cli.run(args);
    assertThat(cli.err()).isEmpty();
    assertThat(cli.code()).isEqualTo(ExitCodes.OK);
    return new ObjectMapper().readTree(cli.out());
  }

  @Test
  void aRangeOfSeedsIsRunAndCounted() throws JsonProcessingException {
    JsonNode result = json("simulate", "--seeds", "5..24", "--json");

    assertThat(result.path("schema").asInt()).isEqualTo(1);
    assertThat(result.path("scenarios").asInt()).isEqualTo(20);
    assertThat(result.path("broken").asInt()).isZero();
    assertThat(result.path("violations")).isEmpty();
    assertThat(result.path("commits").asInt()).isGreaterThan(20);
  }

  @Test
  void whatIsFoundDoesNotDependOnTheThreads() throws JsonProcessingException {
    JsonNode one = json("simulate", "--seeds", "0..19", "--threads", "1", "--json");
    JsonNode three = json("simulate", "--seeds", "0..19", "--threads", "3", "--json");

    assertThat(three.path("traces")).isEqualTo(one.path("traces"));
    assertThat(three.path("events")).isEqualTo(one.path("events"));
  }

  @Test
  void replayTellsTheTraceAndTheSameHashEachTime() throws JsonProcessingException {
    JsonNode first = json("simulate", "--replay", "7", "--validators", "7", "--json");

    assertThat(json("simulate", "--replay", "7", "--validators", "7", "--json")).isEqualTo(first);
    assertThat(first.path("trace").get(0).asText()).contains("ms  host");
    assertThat(Cli.run("simulate", "--replay", "7").out()).contains("all held", "trace ");
  }

  @Test
  void twinsAndAlteredMessagesHaveTheirCommands() throws JsonProcessingException {
    JsonNode twins = json("simulate", "--twins", "--rounds", "1", "--json");
    JsonNode fuzz = json("simulate", "--fuzz", "300", "--json");

    assertThat(twins.path("campaigns")).hasSize(5);
    assertThat(twins.path("campaigns").path("separate rows, twins: 1").path("combinations").asInt())
        .isEqualTo(64);
    assertThat(fuzz.path("messages").asInt()).isEqualTo(300);
    assertThat(fuzz.path("violation").isNull()).isTrue();
  }

  @Test
  void aCampaignTellsTheLowestBrokenSeedsFirst() throws InterruptedException {
    var campaign =
        new Campaign(
            k -> k,
            100,
            seed ->
                new SimulationResult(
                    seed,
                    4,
                    1,
                    1,
                    1,
                    1,
                    1,
                    "0123456789abcdef",
                    seed % 3 == 2 ? Optional.of("Agreement: broken") : Optional.empty()));

    Campaign.Outcome outcome = campaign.run(2, done -> {});

    assertThat(outcome.broken()).isEqualTo(33);
    assertThat(outcome.violations()).extracting(SimulationResult::seed).startsWith(2L, 5L, 8L);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "--seeds 5..1",
        "--seeds x",
        "--seeds -1..4",
        "--validators 0",
        "--fuzz 0",
        "--threads 0",
        "--twins --rounds 99",
        "--twins --fuzz 3",
        "--replay x"
      })
  void aWrongCommandLineIsRefused(String line) {
    Cli cli = Cli.run((Object[]) ("simulate " + line).split(" "));

    assertThat(cli.code()).isEqualTo(ExitCodes.USAGE);
    assertThat(cli.out()).isEmpty();
    assertThat(cli.err()).isNotEmpty();
  }
}
