package io.wattmesh.load.agents;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.wattmesh.load.LoadExtension;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

/** Small crowds, as actors of a node that starts in some seconds and as a fleet. */
class ProsumersCommandTest {
  private static final int COUNT = 500;
  private static final int START_AND_ROUNDS = 3;

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  private int prosumers(String... arguments) {
    var all = new String[arguments.length + 1];
    all[0] = "prosumers";
    System.arraycopy(arguments, 0, all, 1, arguments.length);
    return new CommandLine(new LoadExtension().command())
        .setOut(new PrintWriter(out, true))
        .setErr(new PrintWriter(err, true))
        .execute(all);
  }

  private JsonNode figures() throws Exception {
    return new ObjectMapper().readTree(out.toString());
  }

  @Test
  void each_of_500_sharded_prosumers_answers_exactly_once_a_round() throws Exception {
    int code = prosumers("--count", "500", "--rounds", "2", "--every", "10m", "--json");

    assertThat(code).as(err.toString()).isZero();
    JsonNode json = figures();
    assertThat(json.get("rounds")).hasSize(START_AND_ROUNDS);
    for (JsonNode round : json.get("rounds")) {
      assertThat(round.get("answered").intValue()).isEqualTo(COUNT);
      assertThat(round.get("again").intValue()).isZero();
      assertThat(round.get("askedAgain").intValue()).isZero();
    }
    assertThat(json.get("lost").intValue()).isZero();
    assertThat(json.get("strays").intValue()).isZero();
    assertThat(json.get("undelivered").intValue()).isZero();
    assertThat(json.get("fits").booleanValue()).isTrue();
  }

  @Test
  void each_of_500_is_reached_and_tells_its_meter_once_a_round() throws Exception {
    int code =
        prosumers(
            "--count", "500", "--rounds", "2", "--every", "10m", "--round", "reach", "--json");

    assertThat(code).as(err.toString()).isZero();
    JsonNode json = figures();
    assertThat(json.get("round").textValue()).isEqualTo("reach");
    assertThat(json.get("rounds")).hasSize(START_AND_ROUNDS);
    for (JsonNode round : json.get("rounds")) {
      assertThat(round.get("answered").intValue()).isEqualTo(COUNT);
      assertThat(round.get("again").intValue()).isZero();
    }
    assertThat(json.get("lost").intValue()).isZero();
    assertThat(json.get("strays").intValue()).isZero();
  }

  @Test
  void a_fleet_is_reached_by_nobody_and_there_is_no_third_kind_of_round() {
    String[] fleet = {"--count", "5", "--fleet", "--round", "reach"};
    assertThat(prosumers(fleet)).isEqualTo(CommandLine.ExitCode.USAGE);
    assertThat(err.toString()).contains("needs actors");

    assertThat(prosumers("--count", "5", "--round", "think")).isEqualTo(CommandLine.ExitCode.USAGE);
    assertThat(err.toString()).contains("'bid' or 'reach'");
  }

  @Test
  void the_same_devices_as_a_fleet_bid_once_a_round_too() throws Exception {
    int code = prosumers("--count", "500", "--rounds", "2", "--every", "10m", "--fleet", "--json");

    assertThat(code).as(err.toString()).isZero();
    JsonNode json = figures();
    assertThat(json.get("way").textValue()).isEqualTo("fleet");
    assertThat(json.get("rounds")).hasSize(START_AND_ROUNDS);
    for (JsonNode round : json.get("rounds")) {
      assertThat(round.get("answered").intValue()).isEqualTo(COUNT);
    }
  }

  @Test
  void an_agent_that_lacks_its_configuration_is_an_error_and_one_that_has_it_is_none() {
    String[] fixed = {"--count", "5", "--rounds", "0", "--fleet", "--agent", "fixed-curve"};
    assertThat(prosumers(fixed)).isEqualTo(CommandLine.ExitCode.USAGE);
    assertThat(err.toString()).contains("curve");

    String[] configured = Arrays.copyOf(fixed, fixed.length + 2);
    configured[fixed.length] = "--config";
    configured[fixed.length + 1] = "curve=-0.002 @ 10, 0 @ 40";
    assertThat(prosumers(configured)).as(err.toString()).isZero();
  }

  @Test
  void an_agent_that_nobody_knows_is_an_error_that_lists_those_that_are() {
    int code = prosumers("--count", "5", "--agent", "nobody");

    assertThat(code).isEqualTo(CommandLine.ExitCode.USAGE);
    assertThat(err.toString()).contains("There is no agent 'nobody'", "household");
  }
}
