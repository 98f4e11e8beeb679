package io.wattmesh.agents.strategy;

import io.wattmesh.agents.spi.AgentSetup;
import io.wattmesh.agents.spi.ConfigKey;
import io.wattmesh.agents.spi.MarketAgentProvider;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** Typed, checked reading of an agent's configuration. */
final class AgentConfig {
  private final String owner;
  private final Map<String, String> values = new HashMap<>();

  AgentConfig(MarketAgentProvider provider, AgentSetup setup) {
    this.owner = "Agent '%s' of %s: ".formatted(provider.name(), setup.participant());
    List<String> known = provider.configKeys().stream().map(ConfigKey::name).toList();
    for (String name : setup.config().keySet()) {
      if (!known.contains(name)) {
        throw new IllegalArgumentException(
            owner + "unknown key '%s'. Known keys: %s.".formatted(name, String.join(", ", known)));
      }
    }
    for (ConfigKey key : provider.configKeys()) {
      String value = setup.config().getOrDefault(key.name(), key.defaultValue());
      if (value.isBlank()) {
        throw new IllegalArgumentException(
            owner + "'%s' is missing. It is %s.".formatted(key.name(), key.meaning()));
      }
      values.put(key.name(), value);
    }
  }

  String text(String key) {
    return values.get(key);
  }

  double number(String key, double min, double max) {
    double value = parse(key, Double::parseDouble, "a number");
    requireRange(key, value >= min && value <= max, min, max);
    return value;
  }

  int integer(String key, int min, int max) {
    int value = parse(key, Integer::parseInt, "an integer");
    requireRange(key, value >= min && value <= max, min, max);
    return value;
  }

  /** A value that another parser understands; its complaint is passed on with the key's name. */
  <T> T parse(String key, Function<String, T> parser, String what) {
    try {
      return parser.apply(text(key));
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          owner + "'%s' is '%s', not %s (%s).".formatted(key, text(key), what, e.getMessage()), e);
    }
  }

  String choice(String key, List<String> allowed) {
    if (!allowed.contains(text(key))) {
      throw new IllegalArgumentException(
          owner
              + "'%s' is '%s', it must be one of %s."
                  .formatted(key, text(key), String.join(", ", allowed)));
    }
    return text(key);
  }

  private void requireRange(String key, boolean holds, Object min, Object max) {
    if (!holds) {
      throw new IllegalArgumentException(
          owner + "'%s' is %s, it must be from %s to %s.".formatted(key, text(key), min, max));
    }
  }
}
