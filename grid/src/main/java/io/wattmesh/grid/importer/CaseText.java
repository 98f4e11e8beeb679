package io.wattmesh.grid.importer;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The assignments of a MATPOWER case text: scalars and matrices of numbers by name.
 *
 * <p>Reads {@code mpc.name = value;} and {@code mpc.name = [ rows ];} with rows ended by a
 * semicolon or a line end, values apart by blanks or commas, comments from {@code %}. Strings and
 * cell arrays are skipped.
 */
final class CaseText {
  private static final int MAX_CHARS = 64 << 20;
  private static final int MAX_LINE_CHARS = 100_000;
  private static final int MAX_ROWS = 200_000;
  private static final int MAX_COLUMNS = 1000;
  private static final Pattern ASSIGNMENT =
      Pattern.compile("\\s*mpc\\.(\\w+)\\s*=\\s*(.*)", Pattern.DOTALL);

  private final String file;
  private final Map<String, List<CaseRow>> matrices = new HashMap<>();
  private final Map<String, CaseRow> scalars = new HashMap<>();
  private String openMatrix = "";
  private int openLine;
  private boolean inCell;
  private int lastLine;

  CaseText(String file, String text) {
    this.file = file;
    if (text.length() > MAX_CHARS) {
      throw refuse(
          1,
          text.length() + " characters",
          "a case may have at most " + MAX_CHARS,
          "cut the network into smaller cases");
    }
    int start = 0;
    int number = 0;
    while (start < text.length()) {
      int end = text.indexOf('\n', start);
      end = end < 0 ? text.length() : end;
      number++;
      if (end - start > MAX_LINE_CHARS) {
        throw refuse(
            number,
            (end - start) + " characters",
            "a line may have at most " + MAX_LINE_CHARS,
            "break the line");
      }
      readLine(withoutComment(text.substring(start, end)), number);
      start = end + 1;
    }
    lastLine = Math.max(1, number);
    if (!openMatrix.isEmpty()) {
      throw refuse(openLine, "mpc." + openMatrix, "this matrix is never closed", "end it with ];");
    }
  }

  private CaseFormatException refuse(int line, String value, String rule, String remedy) {
    return new CaseFormatException(file, line, value, rule, remedy);
  }

  private static String withoutComment(String line) {
    int percent = line.indexOf('%');
    String code = percent < 0 ? line : line.substring(0, percent);
    return code.strip();
  }

  private void readLine(String code, int number) {
    if (inCell) {
      inCell = !code.contains("}");
    } else if (!openMatrix.isEmpty()) {
      readRows(code, number);
    } else {
      String rest = code;
      while (!rest.isEmpty()) {
        rest = readStatement(rest, number);
      }
    }
  }

  private String readStatement(String code, int number) {
    Matcher assignment = ASSIGNMENT.matcher(code);
    if (!assignment.matches()) {
      if (code.startsWith("mpc.")) {
        throw refuse(number, code, "is not an assignment", "write mpc.name = value;");
      }
      return "";
    }
    String name = assignment.group(1);
    String value = assignment.group(2);
    if (value.startsWith("[")) {
      open(name, number);
      return readRows(value.substring(1), number);
    }
    if (value.startsWith("{")) {
      inCell = !value.contains("}");
      return "";
    }
    int end = value.indexOf(';');
    String scalar = (end < 0 ? value : value.substring(0, end)).strip();
    if (!scalar.startsWith("'") && !scalar.startsWith("\"")) {
      double[] values = {number(scalar, number)};
      scalars.put(name, new CaseRow(file, name, number, values));
    }
    return end < 0 ? "" : value.substring(end + 1).strip();
  }

  private void open(String name, int number) {
    if (matrices.putIfAbsent(name, new ArrayList<>()) != null) {
      throw refuse(number, "mpc." + name, "is given twice", "keep one of the two");
    }
    openMatrix = name;
    openLine = number;
  }

  /** Reads rows of the open matrix and returns what follows its end on the line. */
  private String readRows(String code, int number) {
    int close = code.indexOf(']');
    String body = close < 0 ? code : code.substring(0, close);
    for (String row : body.split(";", -1)) {
      if (!row.isBlank()) {
        addRow(row.strip(), number);
      }
    }
    if (close < 0) {
      return "";
    }
    openMatrix = "";
    String rest = code.substring(close + 1).strip();
    return rest.startsWith(";") ? rest.substring(1).strip() : rest;
  }

  private void addRow(String row, int number) {
    List<CaseRow> rows = matrices.get(openMatrix);
    if (rows.size() >= MAX_ROWS) {
      throw refuse(
          number,
          "row " + (rows.size() + 1),
          "a matrix may have at most " + MAX_ROWS + " rows",
          "cut the network into smaller cases");
    }
    String[] tokens = row.split("[\\s,]+");
    if (tokens.length > MAX_COLUMNS) {
      throw refuse(
          number,
          tokens.length + " columns",
          "a row may have at most " + MAX_COLUMNS,
          "end rows with a semicolon");
    }
    double[] values =
        Arrays.stream(tokens)
            .filter(t -> !t.isEmpty())
            .mapToDouble(t -> number(t, number))
            .toArray();
    rows.add(new CaseRow(file, openMatrix, number, values));
  }

  private double number(String token, int line) {
    try {
      return switch (token) {
        case "Inf", "inf", "+Inf" -> Double.POSITIVE_INFINITY;
        case "-Inf", "-inf" -> Double.NEGATIVE_INFINITY;
        default -> parse(token);
      };
    } catch (NumberFormatException notANumber) {
      throw refuse(line, token, "is not a number", "write it like 12.5 or 1e-3");
    }
  }

  /** Java would also take 1f, 0x1p3 and NaN. */
  private static double parse(String token) {
    if (!token.matches("[+-]?(\\d+\\.?\\d*|\\.\\d+)([eEdD][+-]?\\d+)?")) {
      throw new NumberFormatException(token);
    }
    return Double.parseDouble(token.replace('d', 'e').replace('D', 'e'));
  }

  /** Rows of a matrix that must exist. */
  List<CaseRow> required(String name) {
    List<CaseRow> rows = matrices.get(name);
    if (rows == null) {
      throw refuse(
          lastLine, "mpc." + name, "is missing from the case", "add mpc." + name + " = [ ... ];");
    }
    return rows;
  }

  /** Rows of a matrix, none if it is not there. */
  List<CaseRow> optional(String name) {
    return matrices.getOrDefault(name, List.of());
  }

  /** A scalar that must exist. */
  CaseRow scalar(String name) {
    CaseRow row = scalars.get(name);
    if (row == null) {
      throw refuse(
          lastLine, "mpc." + name, "is missing from the case", "add mpc." + name + " = 100;");
    }
    return row;
  }

  CaseFormatException refuseAtEnd(String value, String rule, String remedy) {
    return refuse(lastLine, value, rule, remedy);
  }
}
