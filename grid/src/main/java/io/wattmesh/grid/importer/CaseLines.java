package io.wattmesh.grid.importer;

import java.util.ArrayList;
import java.util.List;

/**
 * The lines of a MATPOWER case as MATLAB would run them: without comments (from {@code %}, and
 * between lines {@code %\{} and {@code %\}}), and with a line that ends in {@code ...} joined to
 * the next. Quoted text is left alone.
 */
final class CaseLines {
  private static final int MAX_CHARS = 64 << 20;
  private static final int MAX_LINE_CHARS = 100_000;

  /** A line of code and the number, from 1, of the line that it begins on. */
  record Line(String code, int number) {}

  private final String file;
  private final List<Line> lines = new ArrayList<>();
  private final StringBuilder joined = new StringBuilder();
  private int joinedFrom;
  private int blockComments;

  private CaseLines(String file) {
    this.file = file;
  }

  /**
   * @return at least one line; the last has the number of the text's last line
   */
  static List<Line> of(String file, String text) {
    if (text.length() > MAX_CHARS) {
      throw new CaseFormatException(
          file,
          1,
          text.length() + " characters",
          "a case may have at most " + MAX_CHARS,
          "cut the network into smaller cases");
    }
    var reader = new CaseLines(file);
    int number = 0;
    for (int start = 0; start < text.length(); ) {
      int end = text.indexOf('\n', start);
      end = end < 0 ? text.length() : end;
      number++;
      reader.take(text, start, end, number);
      start = end + 1;
    }
    reader.finish(Math.max(1, number));
    return reader.lines;
  }

  private void take(String text, int start, int end, int number) {
    if (end - start + joined.length() > MAX_LINE_CHARS) {
      throw new CaseFormatException(
          file,
          number,
          (end - start + joined.length()) + " characters",
          "a line may have at most " + MAX_LINE_CHARS,
          "break the line");
    }
    String line = text.substring(start, end).strip();
    if (line.equals("%{") || line.equals("%}")) {
      blockComments = Math.max(0, blockComments + (line.equals("%{") ? 1 : -1));
    } else if (blockComments == 0) {
      code(line, number);
    }
  }

  private void code(String line, int number) {
    int comment = Unquoted.indexOf(line, "%", 0);
    String code = line.substring(0, comment < 0 ? line.length() : comment);
    int dots = Unquoted.indexOf(code, "...", 0);
    if (joined.isEmpty()) {
      joinedFrom = number;
    }
    joined.append(dots < 0 ? code : code.substring(0, dots) + " ");
    if (dots < 0) {
      add(joinedFrom);
    }
  }

  private void add(int number) {
    String code = joined.toString().strip();
    joined.setLength(0);
    if (!code.isEmpty()) {
      lines.add(new Line(code, number));
    }
  }

  private void finish(int lastNumber) {
    add(joinedFrom);
    lines.add(new Line("", lastNumber));
  }
}
