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
  private final MarketAgentProvider provider;
  private final AgentSetup setup;
  private final Map<String, String> values = new HashMap<>();

  AgentConfig(MarketAgentProvider provider, AgentSetup setup) {
    this.provider = provider;
    this.setup = setup;
    for (ConfigKey key : provider.configKeys()) {
      String value = setup.config().getOrDefault(key.name(), key.defaultValue());
      if (value.isBlank()) {
        throw error("'%s' is missing. It is %s.".formatted(key.name(), key.meaning()), null);
      }
      values.put(key.name(), value);
    }
    for (String name : setup.config().keySet()) {
      if (!values.containsKey(name)) {
        List<String> known = provider.configKeys().stream().map(ConfigKey::name).toList();
        throw error(
            "unknown key '%s'. Known keys: %s.".formatted(name, String.join(", ", known)), null);
      }
    }
  }

  private IllegalArgumentException error(String problem, Throwable cause) {
    return new IllegalArgumentException(
        "Agent '%s' of %s: %s".formatted(provider.name(), setup.participant(), problem), cause);
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
      throw error("'%s' is '%s', not %s (%s).".formatted(key, text(key), what, e.getMessage()), e);
    }
  }

  String choice(String key, List<String> allowed) {
    if (!allowed.contains(text(key))) {
      throw error(
          "'%s' is '%s', it must be one of %s."
              .formatted(key, text(key), String.join(", ", allowed)),
          null);
    }
    return text(key);
  }

  private void requireRange(String key, boolean holds, Object min, Object max) {
    if (!holds) {
      throw error(
          "'%s' is %s, it must be from %s to %s.".formatted(key, text(key), min, max), null);
    }
  }
}
