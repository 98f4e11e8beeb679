package io.wattmesh.cluster.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.wattmesh.cluster.cli.Cli;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The shipped market in which a line is limited, another is out, and the price cap falls, each by
 * transactions while it runs; takes some seconds, for it starts a node.
 */
@Tag("seed-34")
class RuleChangeRunTest {
  @TempDir private Path temp;

  /** Prices of the three buses in an interval, $/MWh. */
  private static double[] prices(List<String> lines, long interval) {
    int price = List.of(lines.getFirst().split(",")).indexOf("lmp_usd_per_mwh");
    return lines.stream()
        .skip(1)
        .map(line -> line.split(","))
        .filter(row -> row[0].equals(Long.toString(interval)))
        .mapToDouble(row -> Double.parseDouble(row[price]))
        .toArray();
  }

  @Test
  void linesAndRulesChangeByTransactionsAndEveryPriceIsOfItsInterval() throws IOException {
    Path run = temp.resolve("run");
    Cli cli = Cli.run("run", "rule-changes", "--out", run, "--json");
    assertThat(cli.code()).as(cli.err()).isZero();
    JsonNode summary = new ObjectMapper().readTree(cli.out());
    assertThat(summary.get("intervals").findValues("voided"))
        .extracting(JsonNode::asBoolean)
        .containsExactly(false, false, false, false);

    List<String> prices = Files.readAllLines(run.resolve("prices.csv"));
    assertThat(prices(prices, 0))
        .containsExactly(new double[] {12.3684, 12.3684, 12.3684}, within(1e-3));
    assertThat(prices(prices, 1)).containsExactly(new double[] {10, 15, 15}, within(1e-3));
    assertThat(prices(prices, 2)).containsExactly(new double[] {12, 12, 170 / 13.0}, within(1e-3));
    assertThat(prices(prices, 3)).containsExactly(new double[] {10, 10, 10}, within(1e-3));

    Cli verified = Cli.run("verify", run);
    assertThat(verified.code()).as(verified.err()).isZero();
    try (var receipts = Files.list(run.resolve("receipts"))) {
      assertThat(receipts)
          .isNotEmpty()
          .allSatisfy(one -> assertThat(Cli.run("verify", one).code()).isZero());
    }

    Cli again = Cli.run("run", "rule-changes", "--out", run);
    assertThat(again.code()).as(again.err()).isZero();
    assertThat(again.err()).contains("going on at block " + summary.get("blocks").asLong());
  }
}
