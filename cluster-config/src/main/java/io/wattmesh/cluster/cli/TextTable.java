package io.wattmesh.cluster.cli;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** A table whose columns are as wide as what stands in them; numbers and such to the right. */
final class TextTable {
  private final boolean[] left;
  private final List<String[]> rows = new ArrayList<>();

  /**
   * @param heads of the columns; one that begins with {@code <} is aligned to the left
   */
  TextTable(String... heads) {
    this.left = new boolean[heads.length];
    for (int k = 0; k < heads.length; k++) {
      left[k] = heads[k].startsWith("<");
    }
    rows.add(Arrays.stream(heads).map(head -> head.replaceFirst("^<", "")).toArray(String[]::new));
  }

  void row(Object... values) {
    if (values.length != left.length) {
      throw new IllegalArgumentException(
          "The table has %d columns, the row %d.".formatted(left.length, values.length));
    }
    rows.add(Arrays.stream(values).map(String::valueOf).toArray(String[]::new));
  }

  void print(PrintWriter out) {
    int[] widths = new int[left.length];
    for (String[] row : rows) {
      for (int k = 0; k < row.length; k++) {
        widths[k] = Math.max(widths[k], row[k].length());
      }
    }
    for (String[] row : rows) {
      var line = new StringBuilder();
      for (int k = 0; k < row.length; k++) {
        String pad = " ".repeat(widths[k] - row[k].length());
        line.append(k == 0 ? "" : "  ").append(left[k] ? row[k] + pad : pad + row[k]);
      }
      out.println(line.toString().stripTrailing());
    }
  }
}
