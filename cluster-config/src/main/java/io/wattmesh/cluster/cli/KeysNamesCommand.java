package io.wattmesh.cluster.cli;

import io.wattmesh.cluster.keys.NodeKeys;
import io.wattmesh.cluster.market.ScenarioMarket;
import io.wattmesh.cluster.member.MarketMaker;
import io.wattmesh.cluster.settings.NodeRole;
import io.wattmesh.cluster.settings.NodeSettings;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code wattmesh keys names}: who needs a key in a market. */
@Command(
    name = "names",
    mixinStandardHelpOptions = true,
    description = "Prints who signs in the market that the settings name, a line each, by role.")
final class KeysNamesCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Mixin private ConfigOptions config;

  @Mixin private MarketOption which;

  @Option(
      names = "--role",
      split = ",",
      paramLabel = "ROLE",
      description = "Only these roles: ${COMPLETION-CANDIDATES} (default: all).")
  private List<NodeRole> roles = List.of(NodeRole.values());

  @Override
  public Integer call() throws IOException {
    ScenarioMarket market = MarketMaker.look(NodeSettings.of(which.of(config.settings(Map.of()))));
    for (NodeRole role : roles) {
      NodeKeys.signers(market, role).forEach(spec.commandLine().getOut()::println);
    }
    spec.commandLine().getOut().flush();
    return ExitCodes.OK;
  }
}
