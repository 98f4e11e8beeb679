package io.wattmesh.grid.importer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Costs for grids that come without. */
class CostTableTest {
  private static final String TABLE =
      """
      # costs of a small grid
      generator, bus, c2, c1, c0, points, min_mw, max_mw
      G1, , 0.01, 20, 100
      "G 2, old", , , 35
      G3, , , , , 0:0 50:1000 100:3000, 0, 80
      , B7, 0, -5
      """;

  private static CostTable table() {
    return CostTable.read("costs.csv", TABLE);
  }

  @Test
  void aGeneratorHasItsOwnRowOrElseThatOfItsBus() {
    assertThat(table().row("G1", Set.of("B7")).orElseThrow().curve(0, 10).costUsdPerHour(10))
        .isCloseTo(301, within(1e-9));
    assertThat(table().row("G9", Set.of("B6", "B7")).orElseThrow().curve(0, 10).costUsdPerHour(10))
        .isCloseTo(-50, within(1e-9));
    assertThat(table().row("G9", Set.of("B6"))).isEmpty();
  }

  @Test
  void aNameWithACommaStandsInQuotes() {
    assertThat(table().row("G 2, old", Set.of()).orElseThrow().curve(5, 10).costUsdPerHour(10))
        .isCloseTo(350, within(1e-9));
  }

  @Test
  void pointsBecomeStepsAndBoundsAreOptional() {
    CostTable.Row row = table().row("G3", Set.of()).orElseThrow();
    assertThat(row.maxMw()).hasValue(80);
    assertThat(row.minMw()).hasValue(0);
    assertThat(row.curve(0, 80).costUsdPerHour(80)).isCloseTo(2200, within(1e-9));
    assertThat(table().row("G1", Set.of()).orElseThrow().maxMw()).isEmpty();
  }

  @Test
  void aRowAboutNothingIsRefused() {
    assertThatThrownBy(() -> table().requireKnown(id -> !id.equals("G3"), bus -> true))
        .isInstanceOf(CaseFormatException.class)
        .hasMessageContaining("costs.csv:5: generator = G3: the grid has no such generator");
    assertThatThrownBy(() -> table().requireKnown(id -> true, bus -> false))
        .hasMessageContaining("costs.csv:6: bus = B7: the grid has no such bus");
    table().requireKnown(id -> true, bus -> true);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "G1, , 0.01, 20, 100 | G1, B7, 0.01, 20 | 3 | either a generator's or a bus's",
        "G1, , 0.01, 20, 100 | , , 0.01, 20 | 3 | either a generator's or a bus's",
        "G1, , 0.01, 20, 100 | G1, , , 1, 2, 3, 4, 5, 6 | 3 | there are 8 columns",
        "G3, , , | G1, , , | 5 | has its row in line 3 already",
        "c2, c1, c0 | c3, c1, c0 | 2 | is no column",
      })
  void aTableThatMakesNoSenseIsRefused(String good, String bad, int line, String rule) {
    assertThat(TABLE).contains(good);
    assertThatThrownBy(() -> CostTable.read("costs.csv", TABLE.replace(good, bad)))
        .isInstanceOf(CaseFormatException.class)
        .hasMessageStartingWith("costs.csv:" + line + ":")
        .hasMessageContaining(rule);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "G1,,0.01,x | is not a finite number",
        "G1,,Inf,1 | is not a finite number",
        "G1,,-0.1,1 | c2 = -0.1 of generator G1: the cost must be convex",
        "G1,,,,, | has no cost",
        "G1,,,,5 | has no cost",
        "G1,,,,,0:0 | two points",
        "G1,,,,,0:0 9 | is not a point",
        "G1,,,,,0:0 5:10 4:12 | powers must ascend",
        "G1,,,,,0:0 5:10 9:12 | must be convex",
        "G1,,,1,,0:0 5:10 | stands beside",
      })
  void aCostThatIsNoneIsRefused(String row, String rule) {
    CostTable table = CostTable.read("c.csv", "generator,bus,c2,c1,c0,points\n" + row + "\n");
    assertThatThrownBy(() -> table.row("G1", Set.of()).orElseThrow().curve(0, 10))
        .isInstanceOf(CaseFormatException.class)
        .hasMessageStartingWith("c.csv:2:")
        .hasMessageContaining(rule);
  }

  @Test
  void boundsThatCrossAndATableWithoutRowsAreRefused() {
    assertThatThrownBy(() -> table().row("G1", Set.of()).orElseThrow().curve(10, 0))
        .hasMessageContaining("bounds cross");
    assertThatThrownBy(() -> CostTable.read("c.csv", "generator,c1\n"))
        .hasMessageContaining("c.csv:1: the table: has no rows");
  }
}
