package io.wattmesh.agents.spi;

import java.util.Objects;

/**
 * A key of an agent's configuration.
 *
 * @param name lower case, words joined by '-', the unit last ({@code solar-kw})
 * @param defaultValue what holds if the key is absent; empty if the key is required
 * @param meaning one line for people, with unit and range
 */
public record ConfigKey(String name, String defaultValue, String meaning) {
  public ConfigKey {
    Objects.requireNonNull(name);
    Objects.requireNonNull(defaultValue);
    Objects.requireNonNull(meaning);
  }

  public boolean required() {
    return defaultValue.isEmpty();
  }
}
