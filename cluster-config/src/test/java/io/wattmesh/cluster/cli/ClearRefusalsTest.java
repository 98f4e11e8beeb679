package io.wattmesh.cluster.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What {@code wattmesh clear} cannot clear ends in one line that says why, and no data. */
class ClearRefusalsTest {
  @TempDir private Path temp;

  private static void assertRefused(Cli cli, String... parts) {
    assertThat(cli.code()).as(cli.err()).isEqualTo(ExitCodes.FAILURE);
    assertThat(cli.out()).isEmpty();
    assertThat(cli.err().strip().lines()).hasSize(1);
    assertThat(cli.err()).startsWith("wattmesh: ").contains(parts).doesNotContain("Exception");
  }

  private Path edited(String from, String to) throws IOException {
    String text = ClearCommandTest.resource("/io/wattmesh/grid/cases/case3_market.m");
    assertThat(text).contains(from);
    return Files.writeString(temp.resolve("edited.m"), text.replace(from, to));
  }

  @Test
  void aMalformedValueIsNamedWithItsFileAndLine() throws IOException {
    Path file = edited(" 1 2 0 0.10 0 300", " 1 2 0 x.10 0 300");
    long line = 1 + Files.readString(file).lines().takeWhile(l -> !l.contains("x.10")).count();
    assertRefused(Cli.run("clear", file), "edited.m:" + line, "x.10");
  }

  @Test
  void anUnknownBusIsNamed() throws IOException {
    assertRefused(Cli.run("clear", edited(" 1 2 0 0.10", " 1 77 0 0.10")), "edited.m", "77");
  }

  @Test
  void aFileThatIsNoCaseIsRefused() throws IOException {
    Path file = Files.writeString(temp.resolve("poem.m"), "Roses are red\n");
    assertRefused(Cli.run("clear", file), "poem.m");
  }

  @Test
  void anInfeasibleCaseSaysSo() throws IOException {
    // The angles between buses 1 and 2 would draw power out of a bus that has generation alone.
    String line = " 1 2 0 0.10 0 300 300 300 0 0 1 ";
    Path file = edited(line + "-30 30", line + "-30 -5");
    assertRefused(Cli.run("clear", file), "edited.m");
  }

  @Test
  void aMissingFileIsNamed() {
    assertRefused(Cli.run("clear", temp.resolve("none.m")), "none.m", "no such file");
  }

  @Test
  void anUnknownMethodIsRefusedWithThoseThatThereAre() {
    Cli cli = Cli.run("clear", "case3_market", "--method", "newton");
    assertThat(cli.code()).isEqualTo(ExitCodes.USAGE);
    assertThat(cli.out()).isEmpty();
    assertThat(cli.err()).contains("newton", "auto, admm, interior-point");
  }

  @ParameterizedTest
  @CsvSource({
    "--regions, 4, 1 to 3 regions",
    "--regions, 0, 1 to 3 regions",
    "--regions, -1, 1 to 3 regions",
    "--max-rounds, -1, at least 0",
    "--voll, 0, at most 1000000",
    "--angle-limits, 0, at most 360",
    "--angle-limits, 361, at most 360",
    "--trace, /no/such/folder/trace.csv, there is no folder",
    "--voll, 2000000, at most 1000000"
  })
  void numbersOutOfRangeAreRefusedWithTheRange(String option, String value, String range) {
    Cli cli = Cli.run("clear", "case3_market", option, value);
    assertThat(cli.code()).isEqualTo(ExitCodes.USAGE);
    assertThat(cli.out()).isEmpty();
    assertThat(cli.err().strip().lines()).hasSize(1);
    assertThat(cli.err()).contains(value, range);
  }

  @ParameterizedTest
  @CsvSource({"--nonsense, 1, --nonsense", "--regions, many, many", "--dc-model, ac, powermodels"})
  void aWrongCommandLineEndsWithTwo(String option, String value, String part) {
    Cli cli = Cli.run("clear", "case3_market", option, value);
    assertThat(cli.code()).isEqualTo(ExitCodes.USAGE);
    assertThat(cli.out()).isEmpty();
    assertThat(cli.err()).contains(part);
  }

  @Test
  void verboseAddsTheStackTrace() {
    Cli cli = Cli.run("--verbose", "clear", temp.resolve("none.m"));
    assertThat(cli.code()).isEqualTo(ExitCodes.FAILURE);
    assertThat(cli.err()).contains("none.m", "UserErrorException");
  }
}
