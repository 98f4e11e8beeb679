package io.wattmesh.load;

import java.io.PrintWriter;
import java.util.List;

/** A table that is written row by row, as rows come. */
public final class MarkdownTable {
  private final PrintWriter out;
  private final int columns;

  public MarkdownTable(PrintWriter out, List<String> heads) {
    this.out = out;
    columns = heads.size();
    line(heads);
    line(heads.stream().map(head -> "---").toList());
  }

  public void row(List<String> cells) {
    if (cells.size() != columns) {
      throw new IllegalArgumentException(
          "A row of %d cells in a table of %d columns: %s."
              .formatted(cells.size(), columns, cells));
    }
    line(cells.stream().map(cell -> cell.replace("|", "/").replace("\n", " ")).toList());
  }

  private void line(List<String> cells) {
    out.println("| " + String.join(" | ", cells) + " |");
    out.flush();
  }
}
