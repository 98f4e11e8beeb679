package io.wattmesh.cluster.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.wattmesh.agents.scenario.Scenarios;
import io.wattmesh.cluster.market.ScenarioMarket;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Operators' files from the command line and from a scenario. */
class ClearImportTest {
  @TempDir private Path temp;
  private Path grid;
  private Path costs;

  @BeforeEach
  void files() throws IOException {
    grid = temp.resolve("small.raw");
    Files.writeString(grid, ClearCommandTest.resource("/grids/small.raw"));
    costs = temp.resolve("costs.csv");
    Files.writeString(costs, "generator,c2,c1,max_mw\nB1-G1,0.02,20,\nB2-G1,0.05,18,150\n");
  }

  @Test
  void anOperatorsFileClearsAsACentralSolveDoesAndKeepsItsNames() throws IOException {
    Cli cli = Cli.run("clear", grid, "--costs", costs, "--regions", 2, "--check");
    assertThat(cli.code()).as(cli.err()).isZero();
    JsonNode result = new ObjectMapper().readTree(cli.out());
    assertThat(result.get("certificate").get("valid").asBoolean()).isTrue();
    assertThat(result.get("check").get("maxLmpError").asDouble()).isLessThan(0.01);
    assertThat(result.get("names").get("buses").get("5").asText()).isEqualTo("B5");
    assertThat(result.get("names").get("generators").get("1").asText()).isEqualTo("B2-G1");
    assertThat(result.get("names").get("branches").get("0").asText()).startsWith("L-1-2-1");
    double dispatchedMw = 0;
    for (JsonNode row : result.get("dispatch")) {
      dispatchedMw += row.get("mw").asDouble();
    }
    // 40 + 25 + 90 MW of load and the 3 MW of bus 5's shunt.
    assertThat(dispatchedMw).isCloseTo(158, within(1e-3));
  }

  @Test
  void withoutCostsOneLineTellsWhatToPass() {
    Cli cli = Cli.run("clear", grid);
    assertThat(cli.code()).isEqualTo(ExitCodes.FAILURE);
    assertThat(cli.err().strip().lines()).hasSize(1);
    assertThat(cli.err()).contains("small.raw", "B1-G1", "--costs FILE.csv", "docs/import.md");
  }

  @Test
  void anUnknownFormatIsRefusedWithAListOfThoseThatAreRead() throws IOException {
    Path file = Files.writeString(temp.resolve("grid.doc"), "x");
    Cli cli = Cli.run("clear", file);
    assertThat(cli.code()).isEqualTo(ExitCodes.FAILURE);
    assertThat(cli.err().strip().lines()).hasSize(1);
    assertThat(cli.err())
        .contains(
            "grid.doc", ".m", ".mat", ".raw", ".rawx", ".uct", ".cdf", ".xml", ".zip", ".xiidm");
  }

  @Test
  void costsAreNotForCasesThatHaveTheirOwn() {
    Cli cli = Cli.run("clear", "case3_market", "--costs", costs);
    assertThat(cli.code()).isEqualTo(ExitCodes.FAILURE);
    assertThat(cli.err()).contains("mpc.gencost");
  }

  @Test
  void aTableThatIsMissingIsNamed() {
    Cli cli = Cli.run("clear", grid, "--costs", temp.resolve("none.csv"));
    assertThat(cli.code()).isEqualTo(ExitCodes.FAILURE);
    assertThat(cli.err()).contains("none.csv", "no such file");
  }

  @Test
  void aGridThatIsMissingIsNamedAlsoBesideCosts() {
    Cli cli = Cli.run("clear", temp.resolve("none.raw"), "--costs", costs);
    assertThat(cli.code()).isEqualTo(ExitCodes.FAILURE);
    assertThat(cli.err()).contains("none.raw", "no such file");
  }

  @Test
  void theHelpNamesTheFormatsAndTheCosts() {
    assertThat(Cli.run("clear", "--help").out().replaceAll("\\s+", ""))
        .contains(".mat", ".raw", ".uct", ".cdf", "CGMES", ".xiidm", "--costs");
  }

  @Test
  void aScenarioTakesTheFileAndItsCosts() throws IOException {
    String yaml =
        """
        name: imported
        seed: 1
        start: 2025-04-10T12:00:00Z
        intervals: 1
        interval-seconds: 3600
        grid: { case: small.raw, costs: costs.csv, regions: 2 }
        """;
    Path file = Files.writeString(temp.resolve("s.yaml"), yaml, StandardCharsets.UTF_8);
    ScenarioMarket market = ScenarioMarket.of(Scenarios.load(file.toString()), temp);
    assertThat(market.clearing().network().buses()).hasSize(6);
    assertThat(market.clearing().network().generators().get(1).curve().maxMw()).isEqualTo(150);
  }
}
