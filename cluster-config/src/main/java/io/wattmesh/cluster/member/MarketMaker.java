package io.wattmesh.cluster.member;

import io.wattmesh.agents.scenario.Scenario;
import io.wattmesh.agents.scenario.Scenarios;
import io.wattmesh.cluster.keys.NodeKeys;
import io.wattmesh.cluster.market.MarketKeys;
import io.wattmesh.cluster.market.ScenarioMarket;
import io.wattmesh.cluster.market.UserErrorException;
import io.wattmesh.cluster.run.ScenarioSettings;
import io.wattmesh.cluster.settings.NodeRole;
import io.wattmesh.cluster.settings.NodeSettings;
import io.wattmesh.proto.model.MarketSchedule;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.ServiceLoader;
import java.util.Set;

/** The market that a node's settings name. */
public final class MarketMaker {
  private MarketMaker() {}

  /**
   * @throws UserErrorException if it is one that a cluster can't run
   */
  public static ScenarioMarket make(NodeSettings node) throws IOException {
    return make(node.market(), node.keys(), node.node().roles());
  }

  /**
   * The same with everybody's public keys and nobody's private ones, for who looks at it.
   *
   * @throws UserErrorException if it is one that a cluster can't run
   */
  public static ScenarioMarket look(NodeSettings node) throws IOException {
    return make(
        node.market(), new NodeSettings.Keys(node.keys().publicList(), List.of(), ""), Set.of());
  }

  /**
   * A demonstration: all keys derive from its seed.
   *
   * @throws UserErrorException if it is one that a cluster can't run
   */
  public static ScenarioMarket make(NodeSettings.Market settings) throws IOException {
    return make(settings, new NodeSettings.Keys(Optional.empty(), List.of(), ""), Set.of());
  }

  /**
   * Who makes the market, if it is that of a load test.
   *
   * @throws UserErrorException if it is, and nobody here can
   */
  static Optional<WorkloadMarkets> workloads(NodeSettings.Market settings) {
    return settings
        .workload()
        .map(
            workload ->
                ServiceLoader.load(WorkloadMarkets.class)
                    .findFirst()
                    .orElseThrow(
                        () ->
                            new UserErrorException(
                                ("wattmesh.market.workload is %s, and the load tester, which makes"
                                        + " its market, is not here: build it, by"
                                        + " load-tests/bin/load --help, and start the node anew.")
                                    .formatted(workload))));
  }

  private static ScenarioMarket make(
      NodeSettings.Market settings, NodeSettings.Keys keySettings, Set<NodeRole> roles)
      throws IOException {
    Optional<WorkloadMarkets> workloads = workloads(settings);
    if (workloads.isPresent()) {
      return workloads.get().make(settings.workload().orElseThrow());
    }
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
    if (!scenario.credit().setAsideMicros().isEmpty()) {
      throw new UserErrorException(
          ("%s has what participants set aside (credit.set-aside), which nobody hands in on a"
                  + " cluster. Take it out and let them hand in their calls at a gateway, or use"
                  + " `wattmesh run`.")
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
    MarketKeys keys = NodeKeys.read(keySettings, scenario.seed());
    ScenarioMarket market = ScenarioMarket.of(scenario, folder, schedule, keys);
    for (String outside : settings.outsideParticipants()) {
      if (!NodeKeys.signers(market, NodeRole.PROSUMER).contains(outside)) {
        throw new UserErrorException(
            "wattmesh.market.outside-participants has %s, and the market has no such participant."
                .formatted(outside));
      }
    }
    NodeKeys.keepFor(roles, settings.outsideParticipants(), keys, market);
    return market;
  }
}
