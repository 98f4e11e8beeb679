package io.wattmesh.cluster.cli;

import java.io.PrintWriter;
import java.util.List;
import java.util.Map;

/** A simulation's figures as lines of text: a name and a value, indented by depth. */
final class SimulationReport {
  private SimulationReport() {}

  static void print(Map<String, Object> content, PrintWriter out) {
    print(content, "", out);
  }

  private static void print(Map<?, ?> content, String indent, PrintWriter out) {
    content.forEach(
        (name, value) -> {
          if (value instanceof Map<?, ?> inner) {
            out.println(indent + name);
            print(inner, indent + "  ", out);
          } else if (value instanceof List<?> rows) {
            printRows(name, rows, indent, out);
          } else if (value != null) {
            out.println("%s%-18s %s".formatted(indent, name, value));
          }
        });
  }

  private static void printRows(Object name, List<?> rows, String indent, PrintWriter out) {
    out.println("%s%-18s %s".formatted(indent, name, rows.isEmpty() ? "none" : ""));
    for (Object row : rows) {
      if (row instanceof Map<?, ?> inner) {
        print(inner, indent + "  ", out);
      } else {
        out.println(indent + "  " + row);
      }
    }
  }
}
