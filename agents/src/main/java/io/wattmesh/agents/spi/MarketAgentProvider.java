package io.wattmesh.agents.spi;

import java.util.List;

/**
 * Makes agents of one kind. Providers are found by {@link java.util.ServiceLoader}: a plug-in is a
 * jar on the class path that lists its provider in {@code
 * META-INF/services/io.wattmesh.agents.spi.MarketAgentProvider}. A provider has a public
 * constructor without parameters and no state.
 */
public interface MarketAgentProvider {
  /** The name under which scenarios ask for this kind of agent: lower case, words joined by '-'. */
  String name();

  /** Changes when snapshots of the last version can no longer be restored. */
  String version();

  /** One sentence for people. */
  String description();

  /** Every key that a configuration may have. */
  List<ConfigKey> configKeys();

  /**
   * @throws IllegalArgumentException if a key is unknown or a value is not allowed, naming the key,
   *     the value and the rule
   */
  MarketAgent create(AgentSetup setup);
}
