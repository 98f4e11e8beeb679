package io.wattmesh.agents.scenario;

import java.util.List;
import java.util.Map;

/** A piece of a YAML file that remembers where it stands, as {@code file:line}. */
sealed interface YamlNode {
  String where();

  record Text(String where, String value) implements YamlNode {}

  record Items(String where, List<YamlNode> values) implements YamlNode {}

  record Entries(String where, Map<String, YamlNode> values) implements YamlNode {}
}
