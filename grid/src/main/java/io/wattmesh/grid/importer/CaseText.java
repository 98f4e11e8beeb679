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
 * semicolon or a line end, values apart by blanks or commas. Strings and cell arrays are skipped.
 * No MATLAB is run: a statement that would change the case by computing is refused; one that cannot
 * (a function's head, column names, a variable of its own) is skipped.
 */
final class CaseText {
  private static final int MAX_ROWS = 200_000;
  private static final int MAX_COLUMNS = 1000;
  private static final Pattern ASSIGNMENT =
      Pattern.compile("mpc\\.(\\w+)\\s*=(?!=)\\s*(.*)", Pattern.DOTALL);
  private static final Pattern HARMLESS =
      Pattern.compile(
          "function\\s+mpc\\s*=.*|end|endfunction|return|define_constants"
              + "|\\[[\\w\\s,]*\\]\\s*=\\s*idx_\\w+|(?!mpc\\b)[A-Za-z]\\w*\\s*=(?!=).*");
  private static final String RESAVE =
      "let MATPOWER write the result by savecase(file, loadcase(name)) and give that file";

  private final String file;
  private final Map<String, List<CaseRow>> matrices = new HashMap<>();
  private final Map<String, CaseRow> scalars = new HashMap<>();
  private String openMatrix = "";
  private int openLine;
  private boolean inCell;
  private int lastLine;

  CaseText(String file, String text) {
    this.file = file;
    for (CaseLines.Line line : CaseLines.of(file, text)) {
      String rest = line.code();
      while (!rest.isEmpty()) {
        rest = readPart(rest, line.number());
      }
      lastLine = line.number();
    }
    if (!openMatrix.isEmpty() || inCell) {
      throw refuse(
          openLine, "mpc." + openMatrix, "this matrix is never closed", "end it with ]; or };");
    }
  }

  private CaseFormatException refuse(int line, String value, String rule, String remedy) {
    return new CaseFormatException(file, line, value, rule, remedy);
  }

  /** Reads on and returns what is left of the line. */
  private String readPart(String code, int number) {
    if (inCell) {
      return skipCell(code);
    }
    return openMatrix.isEmpty() ? readStatement(code, number) : readRows(code, number);
  }

  private String skipCell(String code) {
    int close = Unquoted.indexOf(code, "}", 0);
    inCell = close < 0;
    return inCell ? "" : afterSemicolon(code.substring(close + 1));
  }

  private static String afterSemicolon(String rest) {
    String code = rest.strip();
    return code.startsWith(";") ? code.substring(1).strip() : code;
  }

  private String readStatement(String code, int number) {
    Matcher assignment = ASSIGNMENT.matcher(code);
    boolean assigns = assignment.matches();
    if (assigns && assignment.group(2).startsWith("[")) {
      open(assignment.group(1), number);
      return readRows(assignment.group(2).substring(1), number);
    }
    if (assigns && assignment.group(2).startsWith("{")) {
      openLine = number;
      return skipCell(assignment.group(2).substring(1));
    }
    int end = Unquoted.indexOf(code, ";", 0);
    String statement = (end < 0 ? code : code.substring(0, end)).strip();
    if (assigns) {
      scalar(assignment.group(1), ASSIGNMENT.matcher(statement), number);
    } else if (!statement.isEmpty()) {
      skip(statement, number);
    }
    return end < 0 ? "" : code.substring(end + 1).strip();
  }

  private void scalar(String name, Matcher assignment, int number) {
    String value = assignment.matches() ? assignment.group(2).strip() : "";
    boolean quoted = value.startsWith("'") || value.startsWith("\"");
    if (name.equals("version") && !value.matches("(['\"]?)2\\1")) {
      throw refuse(number, "mpc.version = " + value, "only case format version 2 is read", RESAVE);
    }
    if (!quoted) {
      double[] values = {number(value, number)};
      scalars.put(name, new CaseRow(file, "mpc." + name, number, values));
    }
  }

  private void skip(String statement, int number) {
    if (statement.matches("function\\s*\\[.*")) {
      throw refuse(number, statement, "is a case of format version 1; version 2 is read", RESAVE);
    }
    if (!HARMLESS.matcher(statement).matches()) {
      boolean ours = statement.startsWith("mpc.") && statement.indexOf('=') < 0;
      throw refuse(
          number,
          statement,
          ours ? "is not an assignment" : "is not a plain mpc.name = value, and no MATLAB is run",
          ours ? "write mpc.name = value;" : RESAVE);
    }
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
    String rest = code.substring(close + 1).strip();
    if (!rest.isEmpty() && ";,".indexOf(rest.charAt(0)) < 0) {
      throw refuse(
          number,
          "mpc." + openMatrix + " = [ ... ] " + rest,
          "the matrix is used in a computation, and no MATLAB is run",
          RESAVE);
    }
    openMatrix = "";
    return rest.isEmpty() ? "" : rest.substring(1).strip();
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
    rows.add(new CaseRow(file, "mpc." + openMatrix, number, values));
  }

  private double number(String token, int line) {
    try {
      return CaseNumber.parse(token);
    } catch (NumberFormatException notANumber) {
      throw refuse(line, token, "is not a number", "write it like 12.5 or 1e-3");
    }
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
