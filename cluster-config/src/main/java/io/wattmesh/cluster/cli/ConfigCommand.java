package io.wattmesh.cluster.cli;

import io.wattmesh.cluster.market.UsageErrorException;
import io.wattmesh.cluster.settings.Settings;
import io.wattmesh.cluster.settings.Settings.Effective;
import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SortedMap;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code wattmesh config}: what a node's settings come to. */
@Command(
    name = "config",
    mixinStandardHelpOptions = true,
    description = "Shows a node's settings as they hold, and where each is from.")
final class ConfigCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Mixin private ConfigOptions config;

  @Option(
      names = "--effective",
      description = "All settings after defaults, file and environment; secrets as ***.")
  private boolean effective;

  @Option(names = "--json", description = "The settings as JSON.")
  private boolean json;

  @Override
  public Integer call() {
    if (!effective) {
      throw new UsageErrorException("Say --effective: nothing else is shown yet.");
    }
    Settings settings = config.settings(Map.of());
    SortedMap<String, Effective> all = settings.effective();
    PrintWriter out = spec.commandLine().getOut();
    if (json) {
      var rows = new LinkedHashMap<String, Object>();
      all.forEach(
          (path, one) -> rows.put(path, JsonOut.object("value", one.value(), "from", one.from())));
      JsonOut.print(out, JsonOut.object("settings", rows));
    } else {
      all.forEach((path, one) -> out.printf("%s = %s  (%s)%n", path, one.value(), one.from()));
    }
    out.flush();
    return ExitCodes.OK;
  }
}
