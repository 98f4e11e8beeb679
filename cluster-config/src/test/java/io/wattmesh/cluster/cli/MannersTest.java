package io.wattmesh.cluster.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What every command owes to people and scripts: help, exit codes, and data alone on stdout. */
class MannersTest {
  @TempDir private Path temp;

  @Test
  void helpTellsTheCommandsAndTheExitCodes() {
    Cli cli = Cli.run("--help");
    assertThat(cli.code()).isZero();
    assertThat(cli.err()).isEmpty();
    assertThat(cli.out())
        .contains(
            "run",
            "clear",
            "verify",
            "receipt",
            "statement",
            "ledger",
            "governance",
            "record",
            "disclose",
            "simulate",
            "feasibility",
            "compare-consensus",
            "Exit codes:")
        .containsPattern("0 +it worked")
        .containsPattern("1 +it failed")
        .containsPattern("2 +the command line is wrong")
        .containsPattern("3 +a node or database cannot be reached")
        .containsPattern("4 +a verification failed");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "run",
        "clear",
        "verify",
        "receipt",
        "statement",
        "ledger",
        "governance",
        "record",
        "disclose",
        "simulate",
        "feasibility",
        "compare-consensus"
      })
  void everyCommandHasHelp(String command) {
    Cli cli = Cli.run(command, "--help");
    assertThat(cli.code()).isZero();
    assertThat(cli.out()).startsWith("Usage: wattmesh " + command);
    assertThat(cli.err()).isEmpty();
  }

  @Test
  void theVersionIsTheBuilds() {
    Cli cli = Cli.run("--version");
    assertThat(cli.code()).isZero();
    assertThat(cli.out()).containsPattern("^wattmesh \\d+\\.\\d+").contains("JVM 25");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "dance",
        "run --nope",
        "run --devices many",
        "run a b",
        "clear",
        "verify",
        "receipt x y z",
        "receipt x",
        "ledger",
        "ledger proof",
        "governance",
        "governance propose",
        "governance vote x --governor a --out y",
        "run --seed"
      })
  void aWrongCommandLineEndsWithTwoAndSaysHowItGoes(String line) {
    Cli cli = Cli.run((Object[]) line.split(" "));
    assertThat(cli.code()).isEqualTo(ExitCodes.USAGE);
    assertThat(cli.out()).isEmpty();
    assertThat(cli.err()).containsAnyOf("Usage: wattmesh", "Did you mean: wattmesh");
  }

  @ParameterizedTest
  @ValueSource(strings = {"--intervals 0", "--intervals -1", "--devices -1"})
  void numbersOutOfRangeAreNamed(String option) {
    Object[] args = ("run seed-3bus " + option).split(" ");
    Cli cli = Cli.run(args);
    assertThat(cli.code()).isEqualTo(ExitCodes.USAGE);
    assertThat(cli.out()).isEmpty();
    assertThat(cli.err().strip().lines()).hasSize(1);
    assertThat(cli.err()).contains(option, "at least");
  }

  @Test
  void anUnknownScenarioIsNamedInOneLine() {
    Cli cli = Cli.run("run", "no-such", "--out", temp.resolve("run"));
    assertThat(cli.code()).isEqualTo(ExitCodes.FAILURE);
    assertThat(cli.out()).isEmpty();
    assertThat(cli.err().strip().lines()).hasSize(1);
    assertThat(cli.err()).contains("no-such");
    assertThat(temp.resolve("run")).doesNotExist();
  }

  @Test
  void aFolderWithOtherThingsIsLeftAlone() throws IOException {
    Files.writeString(temp.resolve("precious.txt"), "mine");
    Cli cli = Cli.run("run", "seed-3bus", "--out", temp);
    assertThat(cli.code()).isEqualTo(ExitCodes.FAILURE);
    assertThat(cli.err()).contains("not empty");
    assertThat(temp.toFile().list()).containsExactly("precious.txt");
  }

  @Test
  void jsonIsOneDocumentAndNothingElse() throws IOException {
    Cli cli = Cli.run("run", "seed-3bus", "--json", "--out", temp.resolve("run"));
    assertThat(cli.code()).as(cli.err()).isZero();
    try (JsonParser parser = new ObjectMapper().createParser(cli.out())) {
      JsonNode summary = parser.readValueAsTree();
      assertThat(parser.nextToken()).as("after the document").isNull();
      assertThat(summary.get("schemaVersion").asInt()).isOne();
      assertThat(summary.get("intervals")).hasSize(1);
      assertThat(summary.get("tokensIssuedMicros")).isEqualTo(summary.get("tokenBalancesMicros"));
      assertThat(summary.get("awardedInjectionJoules"))
          .isEqualTo(summary.get("awardedWithdrawalJoules"));
      assertThat(summary.get("totalWelfareUsd").asDouble()).isBetween(3013.41, 3013.43);
    }
    assertThat(cli.err()).as("no progress where there is no terminal").isEmpty();
  }

  @Test
  void aFinishedRunBegunAgainTellsTheSame() throws IOException {
    Path run = temp.resolve("run");
    Cli first = Cli.run("run", "seed-3bus", "--json", "--out", run);
    Cli again = Cli.run("run", "seed-3bus", "--json", "--out", run);
    assertThat(again.code()).as(again.err()).isZero();
    assertThat(again.err()).contains("going on at block ");
    var json = new ObjectMapper();
    assertThat(json.readTree(again.out())).isEqualTo(json.readTree(first.out()));
  }
}
