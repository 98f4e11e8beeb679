package io.wattmesh.cluster.settings;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** What a node may carry. */
public enum NodeRole {
  /** Participants' agents. */
  PROSUMER,
  /** Aggregators and meters: what belongs to a bus. */
  AGGREGATOR,
  /** Clearing regions. */
  CLEARING,
  VALIDATOR,
  /** Tells each interval's outcome. */
  GATEWAY;

  /** As it is written in settings. */
  public String key() {
    return name().toLowerCase(Locale.ROOT);
  }

  static Optional<NodeRole> of(String key) {
    return Arrays.stream(values()).filter(role -> role.key().equals(key)).findFirst();
  }

  static List<String> keys() {
    return Arrays.stream(values()).map(NodeRole::key).toList();
  }
}
