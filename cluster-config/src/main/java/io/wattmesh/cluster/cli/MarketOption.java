package io.wattmesh.cluster.cli;

import io.wattmesh.cluster.market.UsageErrorException;
import io.wattmesh.cluster.settings.Settings;
import java.util.List;
import picocli.CommandLine.Option;

/** Which of a node's markets is meant. */
final class MarketOption {
  @Option(
      names = "--market",
      paramLabel = "NAME",
      description = "Which market, where the settings have several.")
  private String market;

  /** The settings of that market. */
  Settings of(Settings settings) {
    List<Settings> all = settings.byMarket();
    List<String> names = all.stream().map(Settings::market).toList();
    return all.stream()
        .filter(one -> market == null ? all.size() == 1 : one.market().equals(market))
        .findFirst()
        .orElseThrow(
            () ->
                new UsageErrorException(
                    names.equals(List.of(""))
                        ? "--market %s: the settings have one market, without a name."
                            .formatted(market)
                        : "--market %s: the settings have the markets %s; name one of them."
                            .formatted(market == null ? "is missing" : market, names)));
  }
}
