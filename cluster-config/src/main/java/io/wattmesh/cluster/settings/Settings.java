package io.wattmesh.cluster.settings;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigOrigin;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueFactory;
import com.typesafe.config.ConfigValueType;
import io.wattmesh.cluster.market.UserErrorException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The settings that hold: an option of the command line goes before an environment variable, that
 * before the file, and the file before the defaults.
 *
 * @param chosen what the command line, the environment and the file say
 * @param defaults those of the project and of all libraries
 * @param market for which of a cluster's markets; empty if it has but one
 */
public record Settings(Config chosen, Config defaults, String market) {
  private static final String OWN = "wattmesh";
  private static final String PEKKO = "pekko";
  private static final List<String> SECRETS = List.of("password", "secret", "token");

  /**
   * @param file a file with settings, if there is one
   * @param options paths below {@code wattmesh} with what the command line gives for them
   * @throws UserErrorException if the file can't be read or has a key that is no setting
   */
  public static Settings load(
      Optional<Path> file, Map<String, String> environment, Map<String, Object> options) {
    Config defaults = ConfigFactory.defaultReference(Settings.class.getClassLoader());
    Config own = file.map(Settings::read).orElseGet(ConfigFactory::empty);
    requireKnown(own, defaults.getConfig(OWN));
    Config top = ConfigFactory.empty();
    for (var option : options.entrySet()) {
      ConfigValue value = ConfigValueFactory.fromAnyRef(option.getValue(), "the command line");
      top = top.withValue(OWN + "." + option.getKey(), value);
    }
    return new Settings(
        top.withFallback(environment(defaults.getConfig(OWN), environment)).withFallback(own),
        defaults,
        "");
  }

  /**
   * For each market that the node carries: what it is told for all of them and for this one.
   *
   * @throws UserErrorException if a market's name is none
   */
  public List<Settings> byMarket() {
    return MarketSettings.of(this);
  }

  private static Config read(Path file) {
    if (!Files.isRegularFile(file)) {
      throw new UserErrorException(file + ": there is no such file of settings.");
    }
    try {
      return ConfigFactory.parseFile(file.toFile()).resolve();
    } catch (ConfigException e) {
      throw new UserErrorException("The settings cannot be read: " + e.getMessage(), e);
    }
  }

  private static void requireKnown(Config own, Config defaults) {
    for (Map.Entry<String, ConfigValue> branch : own.root().entrySet()) {
      if (!branch.getKey().equals(OWN) && !branch.getKey().equals(PEKKO)) {
        throw unknown(branch.getValue().origin(), branch.getKey(), OWN);
      }
    }
    if (!own.hasPath(OWN)) {
      return;
    }
    for (Map.Entry<String, ConfigValue> setting : own.getConfig(OWN).entrySet()) {
      String key = MarketSettings.common(setting.getKey());
      if (!CassandraSpaces.isOfValidator(key)
          && (!defaults.hasPathOrNull(key)
              || defaults.getValue(key).valueType() == ConfigValueType.OBJECT)) {
        throw unknown(
            setting.getValue().origin(),
            OWN + "." + setting.getKey(),
            OWN + "." + nearest(setting.getKey(), defaults));
      }
    }
  }

  private static UserErrorException unknown(ConfigOrigin origin, String key, String nearest) {
    return new UserErrorException(
        "%s: %s is no setting; the nearest one is %s.".formatted(place(origin), key, nearest));
  }

  private static String nearest(String key, Config defaults) {
    return defaults.entrySet().stream()
        .map(Map.Entry::getKey)
        .min(Comparator.<String>comparingInt(known -> distance(key, known)).thenComparing(k -> k))
        .orElseThrow();
  }

  /** How many letters must be put in, taken out or changed (Levenshtein). */
  private static int distance(String one, String other) {
    int[] row = new int[other.length() + 1];
    for (int j = 0; j <= other.length(); j++) {
      row[j] = j;
    }
    for (int i = 1; i <= one.length(); i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j <= other.length(); j++) {
        int changed = diagonal + (one.charAt(i - 1) == other.charAt(j - 1) ? 0 : 1);
        diagonal = row[j];
        row[j] = Math.min(changed, 1 + Math.min(row[j], row[j - 1]));
      }
    }
    return row[other.length()];
  }

  private static Config environment(Config defaults, Map<String, String> environment) {
    Config found = ConfigFactory.empty();
    for (Map.Entry<String, ConfigValue> setting : defaults.entrySet()) {
      String variable = variable(setting.getKey());
      String value = environment.get(variable);
      if (value != null) {
        Object read = setting.getValue().valueType() == ConfigValueType.LIST ? list(value) : value;
        found =
            found.withValue(
                OWN + "." + setting.getKey(),
                ConfigValueFactory.fromAnyRef(read, "the environment's " + variable));
      }
    }
    return found;
  }

  private static String variable(String key) {
    return "WATTMESH_" + key.toUpperCase(Locale.ROOT).replace('.', '_').replace('-', '_');
  }

  /** The entries of a list that is written with commas. */
  public static List<String> list(String commas) {
    return List.of(commas.split(",")).stream()
        .map(String::strip)
        .filter(entry -> !entry.isEmpty())
        .toList();
  }

  /** One setting as it holds. */
  public record Effective(Object value, String from) {}

  /** All own settings with where they are from, by path; secrets are not shown. */
  public SortedMap<String, Effective> effective() {
    var effective = new TreeMap<String, Effective>();
    for (Map.Entry<String, ConfigValue> setting : own().entrySet()) {
      Object value = setting.getValue().unwrapped();
      boolean secret = SECRETS.stream().anyMatch(setting.getKey()::endsWith);
      effective.put(
          OWN + "." + setting.getKey(),
          new Effective(
              secret && !String.valueOf(value).isEmpty() ? "***" : value,
              place(setting.getValue().origin())));
    }
    return effective;
  }

  private static String place(ConfigOrigin origin) {
    if (origin.description().contains("reference.conf")) {
      return "default";
    }
    return origin.filename() == null
        ? origin.description()
        : origin.filename() + ":" + origin.lineNumber();
  }

  /** The project's own settings. */
  Config own() {
    return chosen.withFallback(defaults).getConfig(OWN);
  }

  /** What was chosen of Pekko's settings. */
  public Config pekko() {
    return chosen.hasPath(PEKKO) ? chosen.withOnlyPath(PEKKO) : ConfigFactory.empty();
  }

  /** What makes a setting invalid, with its value and where it is from. */
  UserErrorException invalid(String key, String rule) {
    ConfigValue value = own().getValue(key);
    return new UserErrorException(
        "%s: %s.%s is %s; %s".formatted(place(value.origin()), OWN, key, value.unwrapped(), rule));
  }
}
