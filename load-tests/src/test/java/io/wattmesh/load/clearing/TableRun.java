package io.wattmesh.load.clearing;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine;

/** One call of the command within this process. */
record TableRun(int code, String out, String err) {
  static TableRun of(String... args) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    CommandLine command = ClearingTableCommand.commandLine();
    command.setOut(new PrintWriter(out)).setErr(new PrintWriter(err));
    int code = command.execute(args);
    return new TableRun(code, out.toString(), err.toString());
  }

  /** The rows of the Markdown tables that were printed, by their heads. */
  static List<Map<String, String>> rows(String markdown) {
    List<List<String>> lines = markdown.lines().map(TableRun::cells).toList();
    return lines.stream().skip(2).map(cells -> byHead(lines.get(0), cells)).toList();
  }

  private static Map<String, String> byHead(List<String> heads, List<String> cells) {
    if (heads.size() != cells.size()) {
      throw new AssertionError("a row does not fit its head: " + cells);
    }
    Map<String, String> row = new LinkedHashMap<>();
    for (int k = 0; k < heads.size(); k++) {
      row.put(heads.get(k), cells.get(k));
    }
    return row;
  }

  private static List<String> cells(String line) {
    if (!line.startsWith("| ") || !line.endsWith(" |")) {
      throw new AssertionError("no row of a table: " + line);
    }
    return Arrays.stream(line.substring(2, line.length() - 2).split(" \\| ", -1)).toList();
  }
}
