package io.wattmesh.cluster.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.wattmesh.agents.scenario.Scenario;
import io.wattmesh.agents.scenario.Scenarios;
import io.wattmesh.cluster.market.ScenarioMarket;
import io.wattmesh.cluster.market.UsageErrorException;
import io.wattmesh.ledger.genesis.CreditRules;
import io.wattmesh.ledger.genesis.LossOrder;
import io.wattmesh.proto.model.ParticipantId;
import io.wattmesh.proto.proof.SettlementStatement;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The shipped market with limits of credit, in which one participant has set nothing aside. */
class CreditRunTest {
  private static final String SCENARIO = "credit-limits";

  @TempDir private Path temp;

  @Test
  void aBidWithoutWhatMustBeSetAsideIsRefusedAndTheOthersClearWithoutIt() throws IOException {
    ScenarioMarket market = ScenarioMarket.of(Scenarios.load(SCENARIO), temp);
    CreditRules credit = market.genesis().parameters().credit();
    assertThat(credit.requiredDepositMicros()).isEqualTo(500_000_000);
    assertThat(credit.lossOrder()).isEqualTo(LossOrder.FREE_DEPOSIT);
    try (RunFolder folder = RunFolder.open(temp.resolve("run"), market);
        MarketRun run = MarketRun.start(market, 1, folder.state())) {
      run.run(interval -> {});
      assertThat(run.refusedBids(0)).as("that of demand-3").isOne();
      IntervalResult result = run.collector().result(0).orElseThrow();
      assertThat(result.voided()).isFalse();
      var settled = result.settled().orElseThrow().statements();
      assertThat(settled)
          .filteredOn(statement -> statement.awardedJoules() != 0)
          .extracting(statement -> statement.participant().value())
          .containsExactly("demand-2", "supply-1", "supply-3");
      assertThat(settled)
          .filteredOn(one -> one.participant().equals(new ParticipantId("demand-2")))
          .extracting(SettlementStatement::priceMicrosPerMwh)
          .allSatisfy(price -> assertThat((double) price).isCloseTo(1e6 * 380 / 35, within(1.0)));
    }
  }

  @Test
  void whoIsNoParticipantCanSetNothingAside() throws IOException {
    String shipped = "/io/wattmesh/agents/scenarios/" + SCENARIO + ".yaml";
    String text;
    try (var in = Scenarios.class.getResourceAsStream(shipped)) {
      text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
    Scenario wrong = Scenarios.parse("wrong.yaml", text.replace("{supply-1: ", "{supply-9: "));
    assertThatThrownBy(() -> ScenarioMarket.of(wrong, temp))
        .isInstanceOf(UsageErrorException.class)
        .hasMessageContaining("supply-9");
  }
}
