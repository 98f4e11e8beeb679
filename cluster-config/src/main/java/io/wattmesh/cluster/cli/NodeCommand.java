package io.wattmesh.cluster.cli;

import io.wattmesh.cluster.member.ClusterNode;
import io.wattmesh.cluster.member.HostedMarket;
import io.wattmesh.cluster.member.MarketMaker;
import io.wattmesh.cluster.settings.NodeSettings;
import io.wattmesh.cluster.settings.Settings;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code wattmesh node}: a member of a cluster that carries a market in real time. */
@Command(
    name = "node",
    mixinStandardHelpOptions = true,
    description =
        "Runs a node of a cluster: it joins, carries the roles that it has, and takes over others'"
            + " when they are lost. SIGTERM makes it hand over what it carries and leave.")
final class NodeCommand implements Callable<Integer> {
  @Mixin private ConfigOptions config;

  @Option(
      names = "--roles",
      paramLabel = "ROLE,...",
      description =
          "prosumer, aggregator, clearing, validator, gateway (default: as the settings say).")
  private String roles;

  @Override
  public Integer call() throws IOException {
    Settings settings =
        config.settings(roles == null ? Map.of() : Map.of("node.roles", Settings.list(roles)));
    var markets = new ArrayList<HostedMarket>();
    for (Settings one : settings.byMarket()) {
      NodeSettings node = NodeSettings.of(one);
      markets.add(new HostedMarket(node, MarketMaker.make(node)));
    }
    ClusterNode.start(settings, markets).join();
    return ExitCodes.OK;
  }
}
