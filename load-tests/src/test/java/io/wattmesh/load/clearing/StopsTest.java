package io.wattmesh.load.clearing;

import static org.assertj.core.api.Assertions.assertThat;

import io.wattmesh.grid.network.DcModel;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** Looser stops, on the smallest grids of each table. */
class StopsTest {
  private static List<Map<String, String>> rows(Consumer<PrintWriter> table) {
    StringWriter text = new StringWriter();
    table.accept(new PrintWriter(text));
    return TableRun.rows(text.toString());
  }

  private static Reference reference(String grid, DcModel dcModel) {
    return Reference.solve(
        ReferenceCase.named(grid).orElseThrow(),
        dcModel,
        EnumSet.of(CentralSolver.HIGHS),
        Duration.ofSeconds(30));
  }

  private static int number(Map<String, String> row, String column) {
    return Integer.parseInt(row.get(column).replace(",", ""));
  }

  @Test
  void theInteriorPointIsNearLongBeforeItsEnd() {
    List<Map<String, String>> rows =
        rows(out -> new InteriorStops(StopsTest::reference, what -> {}).write(out, List.of("118")));
    assertThat(rows).hasSize(DcModel.values().length);
    assertThat(rows)
        .allSatisfy(
            row -> {
              assertThat(number(row, "hops, star"))
                  .isGreaterThanOrEqualTo(4 * number(row, "iterations to 0.01 $/MWh"))
                  .isLessThan(number(row, "hops to the end, star"));
              assertThat(number(row, "hops, tree"))
                  .isEqualTo(number(row, "hops, star") * number(row, "depth"));
              assertThat(row.get("note")).isEmpty();
            });
  }

  @Test
  void elasticBidsEndAtProvenPricesOfOtherRoundsForOtherSeeds() {
    List<Map<String, String>> rows =
        rows(out -> new ElasticStops(what -> {}).write(out, List.of("30"), 2));
    assertThat(rows).hasSize(2);
    assertThat(rows)
        .allSatisfy(
            row -> {
              assertThat(number(row, "rounds to 0.01 $/MWh and 1e-5"))
                  .isBetween(1, number(row, "rounds to the end"));
              assertThat(row.get("note")).isEmpty();
            });
  }

  @Test
  void aLooseStopHoldsWhatItSaysUnlessPolishIsThereFirst() {
    List<Map<String, String>> rows =
        rows(
            out ->
                new LooseStops(StopsTest::reference, what -> {})
                    .write(out, LooseStops.TABLE.subList(0, 2)));
    assertThat(rows).hasSize(2);
    assertThat(rows)
        .allSatisfy(
            row -> {
              assertThat(number(row, "rounds")).isPositive();
              if (row.get("note").isEmpty()) {
                assertThat(Double.parseDouble(row.get("mismatch then"))).isBetween(0.0, 0.01);
                assertThat(Double.parseDouble(row.get("cost error then"))).isBetween(0.0, 0.01);
              } else {
                assertThat(row.get("note")).startsWith("polish ended it");
              }
            });
  }
}
