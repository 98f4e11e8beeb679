package io.wattmesh.agents.spi;

import java.util.Collection;
import java.util.Collections;
import java.util.ServiceLoader;
import java.util.SortedMap;
import java.util.TreeMap;

/** The kinds of agents on the class path, built in or plugged in, looked up once. */
public final class MarketAgents {
  private MarketAgents() {}

  private static final class Known {
    static final SortedMap<String, MarketAgentProvider> BY_NAME = load();

    private static SortedMap<String, MarketAgentProvider> load() {
      // Not the thread's loader: whichever thread asks first, the same providers are known.
      ClassLoader classPath = MarketAgentProvider.class.getClassLoader();
      var byName = new TreeMap<String, MarketAgentProvider>();
      for (MarketAgentProvider provider :
          ServiceLoader.load(MarketAgentProvider.class, classPath)) {
        MarketAgentProvider other = byName.putIfAbsent(provider.name(), provider);
        if (other != null) {
          throw new IllegalStateException(
              "Two agent providers are named '%s': %s and %s. Remove one of the jars."
                  .formatted(
                      provider.name(), other.getClass().getName(), provider.getClass().getName()));
        }
      }
      return Collections.unmodifiableSortedMap(byName);
    }
  }

  /** All providers, by name. */
  public static Collection<MarketAgentProvider> all() {
    return Known.BY_NAME.values();
  }

  /**
   * @throws IllegalArgumentException if there is none of that name, listing the known names
   */
  public static MarketAgentProvider find(String name) {
    MarketAgentProvider provider = Known.BY_NAME.get(name);
    if (provider == null) {
      throw new IllegalArgumentException(
          "There is no agent '%s'. Known agents: %s. A plug-in's jar must be on the class path."
              .formatted(name, String.join(", ", Known.BY_NAME.keySet())));
    }
    return provider;
  }

  /** A new agent of the named kind. */
  public static MarketAgent create(String name, AgentSetup setup) {
    return find(name).create(setup);
  }
}
