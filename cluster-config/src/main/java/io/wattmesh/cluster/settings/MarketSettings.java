package io.wattmesh.cluster.settings;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigValueFactory;
import io.wattmesh.cluster.market.UserErrorException;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What one of several markets is told apart from the others. */
final class MarketSettings {
  private static final String PATH = "markets";
  private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9-]{0,15}");

  /** What is a node's, not a market's, can't be another for one of its markets. */
  private static final Pattern OF_MARKET =
      Pattern.compile("markets\\.[^.]+\\.((market|store|consensus|waking|keys|gateway)\\..+)");

  private MarketSettings() {}

  /** The path of the setting that one of a market stands for, or the path itself. */
  static String common(String path) {
    Matcher ofMarket = OF_MARKET.matcher(path);
    return ofMarket.matches() ? ofMarket.group(1) : path;
  }

  static List<Settings> of(Settings settings) {
    Config own = settings.own();
    List<String> names =
        own.hasPath(PATH)
            ? own.getObject(PATH).keySet().stream().sorted().toList()
            : List.<String>of();
    return names.isEmpty()
        ? List.of(settings)
        : names.stream().map(name -> of(settings, name)).toList();
  }

  private static Settings of(Settings settings, String name) {
    if (!NAME.matcher(name).matches()) {
      throw new UserErrorException(
          "wattmesh.markets.%s: a market's name has lower case letters, digits and dashes, begins"
                  .formatted(name)
              + " with a letter, and has at most 16 of them.");
    }
    String folder = settings.own().getString("node.data-folder");
    Config one = settings.own().getConfig(PATH + "." + name).atPath("wattmesh");
    return new Settings(
        one.withValue(
                "wattmesh.node.data-folder",
                ConfigValueFactory.fromAnyRef(folder + "/" + name, "the market's name"))
            .withFallback(settings.chosen().withoutPath("wattmesh." + PATH)),
        settings.defaults(),
        name);
  }
}
