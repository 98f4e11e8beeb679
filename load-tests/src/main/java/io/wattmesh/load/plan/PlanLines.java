package io.wattmesh.load.plan;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A plan for people: its JSON, a line a figure. */
final class PlanLines {
  private PlanLines() {}

  static List<String> of(Map<String, Object> report) {
    var lines = new ArrayList<String>();
    report.forEach((name, value) -> add("", name, value, lines));
    return lines;
  }

  private static void add(String indent, String name, Object value, List<String> lines) {
    switch (value) {
      case Map<?, ?> map when isSmall(map) -> lines.add(indent + name + ": " + flat(map));
      case Map<?, ?> map -> {
        lines.add(indent + name + ":");
        map.forEach((key, each) -> add(indent + "  ", String.valueOf(key), each, lines));
      }
      case List<?> list -> {
        lines.add(indent + name + ":");
        for (Object each : list) {
          add(indent + "  ", "-", each, lines);
        }
      }
      default -> lines.add(indent + name + ": " + value);
    }
  }

  private static boolean isSmall(Map<?, ?> map) {
    return map.size() <= 3
        && map.values().stream().noneMatch(each -> each instanceof Map || each instanceof List);
  }

  private static String flat(Map<?, ?> map) {
    var parts = new ArrayList<String>();
    map.forEach((key, each) -> parts.add(key + " " + each));
    return String.join(", ", parts);
  }
}
