package io.wattmesh.cluster.member;

import io.wattmesh.agents.scenario.Scenario;
import io.wattmesh.agents.scenario.Scenarios;
import io.wattmesh.cluster.market.ScenarioMarket;
import io.wattmesh.cluster.market.UserErrorException;
import io.wattmesh.cluster.run.ScenarioSettings;
import io.wattmesh.cluster.settings.NodeSettings;
import io.wattmesh.proto.model.MarketSchedule;
import java.io.IOException;
import java.nio.file.Path;
import java.util.OptionalInt;

/** The market that a node's settings name. */
public final class MarketMaker {
  private MarketMaker() {}

  /**
   * @throws UserErrorException if it is one that a cluster can't run
   */
  public static ScenarioMarket make(NodeSettings.Market settings) throws IOException {
    Scenario scenario =
        ScenarioSettings.override(
            Scenarios.load(settings.scenario()),
            OptionalInt.empty(),
            settings.devices(),
            settings.seed());
    if (!scenario.validatorChanges().isEmpty()
        || !scenario.governance().ruleChanges().isEmpty()
        || !scenario.governance().networkNotices().isEmpty()) {
      throw new UserErrorException(
          ("%s plans changes of validators, rules or the network, which nobody hands in on a"
                  + " cluster yet. Take them out, or use `wattmesh run`.")
              .formatted(scenario.source()));
    }
    var schedule =
        new MarketSchedule(
            scenario.start().toEpochMilli(),
            scenario.intervalSeconds() * 1_000L,
            settings.gateLead().toMillis(),
            settings.bookWindow().toMillis(),
            settings.readingWindow().toMillis());
    Path folder = Path.of(settings.scenario()).toAbsolutePath().getParent();
    return ScenarioMarket.of(scenario, folder, schedule);
  }
}
