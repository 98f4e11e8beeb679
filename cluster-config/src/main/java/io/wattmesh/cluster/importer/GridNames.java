package io.wattmesh.cluster.importer;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What an operator's file calls the things that the market numbers.
 *
 * @param buses identifiers by bus number
 * @param generators identifiers by generator row
 * @param branches identifiers by branch row
 */
public record GridNames(
    SortedMap<Integer, String> buses,
    SortedMap<Integer, String> generators,
    SortedMap<Integer, String> branches) {
  /** Of a case that has numbers alone. */
  public static final GridNames NONE = new GridNames(Map.of(), Map.of(), Map.of());

  GridNames(
      Map<Integer, String> buses, Map<Integer, String> generators, Map<Integer, String> branches) {
    this(new TreeMap<>(buses), new TreeMap<>(generators), new TreeMap<>(branches));
  }

  public boolean isEmpty() {
    return buses.isEmpty();
  }

  /** As the JSON of a clearing shows them. */
  public Map<String, SortedMap<Integer, String>> toJson() {
    var json = new LinkedHashMap<String, SortedMap<Integer, String>>();
    json.put("buses", buses);
    json.put("generators", generators);
    json.put("branches", branches);
    return json;
  }
}
