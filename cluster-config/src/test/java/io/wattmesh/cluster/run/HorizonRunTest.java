package io.wattmesh.cluster.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.wattmesh.agents.scenario.Scenarios;
import io.wattmesh.cluster.market.ScenarioMarket;
import io.wattmesh.ledger.state.StandingBid;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The shipped day of planned devices, its first hours, through a whole node. */
class HorizonRunTest {
  private static final int INTERVALS = 3;

  @TempDir private Path temp;

  @Test
  void aggregatorsPlanWhatCanWaitAndTheLedgerCountsIt() {
    ScenarioMarket market = ScenarioMarket.of(Scenarios.load("horizon-day"), temp);
    try (MarketRun run = MarketRun.start(market, INTERVALS, temp)) {
      run.run(interval -> {});
      long planned = 0;
      for (long k = 0; k < INTERVALS; k++) {
        IntervalResult result = run.collector().result(k).orElseThrow();
        assertThat(result.voided()).isFalse();
        assertThat(run.refusedBids(k)).isZero();
        assertThat(result.settled()).isPresent();
        for (var book : result.books().values()) {
          assertThat(book.bids()).isNotEmpty();
          planned += book.bids().stream().filter(HorizonRunTest::isPlanned).count();
        }
      }
      assertThat(planned).isGreaterThan(50L * INTERVALS);
      assertThat(run.collector().refusedClearings()).isEmpty();
      assertThat(temp.resolve("status.json"))
          .content()
          .contains("\"validator\" : \"validator-00\"", "\"committedHeight\" : ");
    }
    assertThat(temp.resolve("status.json")).as("after the end").doesNotExist();
  }

  private static boolean isPlanned(StandingBid bid) {
    return bid.scheduledWatts() != 0;
  }
}
