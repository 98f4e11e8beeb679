package io.wattmesh.load.clearing;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A small part of the table, through the actors: takes several seconds. */
class ClearingTableTest {
  private static final double LMP_ERROR = 1e-6;

  /** Whole watts at prices tens of dollars apart: on 30 buses that much, 1e-5 $/h. */
  private static final double COST_ERROR = 1e-8;

  @TempDir private Path folder;

  @Test
  void bothMethodsComeToTheCentralPricesInBothDcModelsAndEachRowSaysWhatItTook() throws Exception {
    Path json = folder.resolve("rows.json");
    TableRun run =
        TableRun.of(
            "--cases", "30,case3_lmbd,5_pjm", "--regions", "2,32", "--json", json.toString());
    assertThat(run.code()).as(run.err()).isZero();
    List<Map<String, String>> rows = TableRun.rows(run.out());
    assertThat(rows).hasSize(12).allSatisfy(ClearingTableTest::isGood);
    assertThat(rows.stream().map(row -> row.get("case")).distinct())
        .containsExactly("case3_lmbd", "5_pjm", "30");
    JsonNode written = new ObjectMapper().readTree(json.toFile());
    assertThat(written).hasSize(rows.size());
    for (JsonNode row : written) {
      assertThat(row.get("maxLmpError").asDouble()).isLessThan(LMP_ERROR);
      assertThat(row.get("busesWithOpenPrices")).isEmpty();
      assertThat(row.get("central").get("ojAlgo").get("objective").asDouble())
          .isCloseTo(
              row.get("central").get("HiGHS").get("objective").asDouble(),
              org.assertj.core.api.Assertions.withinPercentage(1e-4));
    }
  }

  private static void isGood(Map<String, String> row) {
    boolean admm = row.get("method").equals("admm");
    assertThat(number(row, "rounds")).matches(rounds -> rounds > 0 == admm, "rounds of ADMM");
    assertThat(number(row, "iterations")).matches(count -> count > 0 != admm, "of the other");
    assertThat(row).containsEntry("regions", "2").containsEntry("open", "0");
    assertThat(number(row, "LMP error")).isLessThan(LMP_ERROR);
    assertThat(number(row, "cost error")).isLessThan(COST_ERROR);
    assertThat(number(row, "gap")).isLessThan(1e-7);
    assertThat(number(row, "hops, tree")).isEqualTo(number(row, "hops, star")).isPositive();
    assertThat(number(row, "bytes")).isGreaterThan(number(row, "messages"));
    for (String time : List.of("wall s", "ojAlgo s", "HiGHS s")) {
      assertThat(number(row, time)).as(time).isNotNegative();
    }
    assertThat(row.get("note")).isEmpty();
  }

  private static double number(Map<String, String> row, String column) {
    return Double.parseDouble(row.get(column).replace(",", ""));
  }

  @Test
  void withoutCentralSolvesNothingIsComparedAndNothingInvented() {
    TableRun run =
        TableRun.of(
            "--cases",
            "5_pjm",
            "--regions",
            "2",
            "--methods",
            "interior-point",
            "--dc-models",
            "powermodels",
            "--no-central");
    List<Map<String, String>> rows = TableRun.rows(run.out());
    assertThat(rows).hasSize(1);
    assertThat(rows.get(0))
        .containsEntry("LMP error", "-")
        .containsEntry("cost error", "-")
        .containsEntry("open", "?")
        .containsEntry("ojAlgo s", "-")
        .containsEntry("HiGHS s", "-")
        .containsEntry("note", "");
  }

  @Test
  void whatCannotBeMeantIsRefusedWithTheRule() {
    isRefused("--cases 31: there are case3_lmbd, 5_pjm", "--cases", "30,31");
    isRefused("--regions 0: from 1 to 1000.", "--regions", "2,0");
    isRefused("exclude each other", "--no-central", "--central", "highs");
    isRefused("--patience 0: at least 1 second.", "--patience", "0");
    isRefused("--central-limit 0: at least 1 second.", "--central-limit", "0");
    isRefused("'simplex' is no method", "--methods", "simplex");
    isRefused("gurobi", "--central", "gurobi");
    isRefused("Make it first", "--json", folder.resolve("none/rows.json").toString());
  }

  private static void isRefused(String why, String... args) {
    TableRun run = TableRun.of(args);
    assertThat(run.code()).isEqualTo(2);
    assertThat(run.err()).contains(why);
    assertThat(run.out()).isEmpty();
  }
}
