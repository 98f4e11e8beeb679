package io.wattmesh.cluster.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.wattmesh.agents.scenario.Scenarios;
import io.wattmesh.cluster.cli.Cli;
import io.wattmesh.cluster.market.ScenarioMarket;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The shipped market whose validators are all replaced while it runs, and whose run is interrupted
 * in between, twice; takes some seconds, for a node is started four times.
 */
class ValidatorChangeRunTest {
  private static final String SCENARIO = "validator-changes";

  @TempDir private Path temp;

  private static final class Stop extends RuntimeException {
    private static final long serialVersionUID = 1L;
  }

  /** Runs until an interval is cleared, and stops the node there. */
  private List<EpochRow> stopAfter(long last) throws IOException {
    ScenarioMarket market = ScenarioMarket.of(Scenarios.load(SCENARIO), temp);
    try (RunFolder folder = RunFolder.open(temp.resolve("run"), market);
        MarketRun run = MarketRun.start(market, 4, folder.state())) {
      assertThatThrownBy(
              () ->
                  run.run(
                      interval -> {
                        if (interval == last) {
                          throw new Stop();
                        }
                      }))
          .isInstanceOf(Stop.class);
      return run.epochs().rows();
    }
  }

  private JsonNode run() throws IOException {
    Cli cli = Cli.run("run", SCENARIO, "--out", temp.resolve("run"), "--json");
    assertThat(cli.code()).as(cli.err()).isZero();
    return new ObjectMapper().readTree(cli.out());
  }

  @Test
  void theMarketGoesOnWhileItsValidatorsChangeAndAllOfItIsProvenFromTheFirstOnes()
      throws IOException {
    List<EpochRow> untilSecond = stopAfter(1);
    assertThat(untilSecond).extracting(EpochRow::epoch).containsExactly(1L, 2L);
    List<EpochRow> untilThird = stopAfter(2);
    assertThat(untilThird).extracting(EpochRow::epoch).containsExactly(1L, 2L, 3L);
    assertThat(untilThird).startsWith(untilSecond.toArray(EpochRow[]::new));

    JsonNode whole = run();
    assertThat(whole.get("intervals").findValues("voided"))
        .extracting(JsonNode::asBoolean)
        .containsExactly(false, false, false, false);
    JsonNode epochs = whole.get("epochs");
    assertThat(epochs.findValues("epoch")).extracting(JsonNode::asInt).containsExactly(1, 2, 3, 4);
    assertThat(epochs.get(2).get("firstHeight").asLong())
        .isEqualTo(untilThird.getLast().firstHeight());
    assertThat(epochs.get(1).get("change").asText())
        .isEqualTo(
            "validator-01 leaves; validator-02 has another key; validator-03 has power 2;"
                + " validator-04 joins with power 1; validator-05 joins with power 2");
    assertThat(epochs.get(2).get("validators"))
        .isEqualTo(
            new ObjectMapper()
                .readTree(
                    """
                    {"validator-04": 1, "validator-05": 2, "validator-06": 1, "validator-07": 1}
                    """));
    assertThat(epochs.findValues("firstHeight"))
        .extracting(JsonNode::asLong)
        .isSorted()
        .doesNotHaveDuplicates()
        .startsWith(1L);

    Path run = temp.resolve("run");
    Cli verified = Cli.run("verify", run);
    assertThat(verified.code()).as(verified.err()).isZero();
    try (var receipts = Files.list(run.resolve("receipts"))) {
      assertThat(receipts)
          .isNotEmpty()
          .allSatisfy(one -> assertThat(Cli.run("verify", one).code()).isZero());
    }
    Cli receipt = Cli.run("receipt", run, "supply-1", 1, "--out", temp.resolve("mine"));
    assertThat(receipt.code()).as(receipt.err()).isZero();
    assertThat(Cli.run("verify", temp.resolve("mine")).out()).startsWith("VALID: supply-1");
    assertThat(run.resolve("report.html"))
        .content()
        .contains("Validators of epoch 3", "4 from block " + epochs.get(2).get("firstHeight"));

    Cli again = Cli.run("run", SCENARIO, "--out", run);
    assertThat(again.code()).as(again.err()).isZero();
    assertThat(again.err()).contains("going on at block " + whole.get("blocks").asLong());
    assertThat(again.out())
        .contains(
            "validators        epoch 4 from block %s on: validator-01 joins with power 1; 5 validators"
                .formatted(epochs.get(3).get("firstHeight")));
  }
}
