package io.wattmesh.grid.importer;

import io.wattmesh.grid.curve.CostCurve;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Costs of generators, for grids whose format has none: a table of comma-separated values.
 *
 * <p>The first line names the columns, in any order: {@code generator} or {@code bus} (one of the
 * two a row), {@code c2}, {@code c1}, {@code c0} (cost c2 p^2 + c1 p + c0 in $/h at p MW) or {@code
 * points} ({@code p1:f1 p2:f2 ...}, MW and $/h, convex), and, if the grid's bounds shall not count,
 * {@code min_mw} and {@code max_mw}. An empty cell is a zero or, of a bound, none. Lines that begin
 * with {@code #} are comments; cells with commas stand in double quotes.
 */
public final class CostTable {
  private static final Set<String> COLUMNS =
      Set.of("generator", "bus", "c2", "c1", "c0", "points", "min_mw", "max_mw");
  private static final int POLYNOMIAL = 2;
  private static final int PIECEWISE = 1;

  private final String file;
  private List<String> columns = List.of();
  private final Map<String, Row> byGenerator = new LinkedHashMap<>();
  private final Map<String, Row> byBus = new LinkedHashMap<>();

  /** A line of the table: costs of a generator, or of each generator at a bus. */
  public final class Row {
    private final int line;
    private final Map<String, String> cells;

    private Row(int line, Map<String, String> cells) {
      this.line = line;
      this.cells = cells;
    }

    private CaseFormatException refuse(String value, String rule, String remedy) {
      return new CaseFormatException(file, line, value, rule, remedy);
    }

    private String cell(String column) {
      return cells.getOrDefault(column, "");
    }

    private double number(String column) {
      return cell(column).isEmpty() ? 0 : number(column, cell(column));
    }

    private double number(String column, String text) {
      try {
        double value = CaseNumber.parse(text);
        if (Double.isFinite(value)) {
          return value;
        }
      } catch (NumberFormatException notANumber) {
        // Refused below, with what is not finite.
      }
      throw refuse(column + " = " + text, "is not a finite number", "write it like 12.5 or 1e-3");
    }

    /** The lower bound that counts instead of the grid's, in MW. */
    public OptionalDouble minMw() {
      return bound("min_mw");
    }

    /** The upper bound that counts instead of the grid's, in MW. */
    public OptionalDouble maxMw() {
      return bound("max_mw");
    }

    private OptionalDouble bound(String column) {
      return cell(column).isEmpty() ? OptionalDouble.empty() : OptionalDouble.of(number(column));
    }

    /**
     * The cost between two bounds in MW.
     *
     * @throws CaseFormatException if it is not a convex cost
     */
    public CostCurve curve(double minMw, double maxMw) {
      if (minMw > maxMw) {
        throw refuse(
            "from " + minMw + " to " + maxMw + " MW", "bounds cross", "give min_mw and max_mw");
      }
      String owner =
          cell("generator").isEmpty()
              ? "the generators at bus " + cell("bus")
              : "generator " + cell("generator");
      double[] values = cell("points").isEmpty() ? polynomial() : points();
      return CostRows.read(new CaseRow(file, "cost", line, values), owner, minMw, maxMw);
    }

    private double[] polynomial() {
      if (cell("c1").isEmpty() && cell("c2").isEmpty()) {
        throw refuse(
            String.join(",", cells.values()),
            "has no cost",
            "give c1, with c2 and c0 if there are, or points");
      }
      return new double[] {POLYNOMIAL, 0, 0, 3, number("c2"), number("c1"), number("c0")};
    }

    private double[] points() {
      if (!(cell("c2") + cell("c1") + cell("c0")).isEmpty()) {
        throw refuse(cell("points"), "stands beside c2, c1 or c0", "give one of the two");
      }
      String[] points = cell("points").split("\\s+", -1);
      double[] values = new double[4 + 2 * points.length];
      values[0] = PIECEWISE;
      values[3] = points.length;
      for (int k = 0; k < points.length; k++) {
        String[] pair = points[k].split(":", -1);
        if (pair.length != 2) {
          throw refuse(points[k], "is not a point MW:$/h", "write it like 100:2500");
        }
        values[4 + 2 * k] = number("points", pair[0]);
        values[5 + 2 * k] = number("points", pair[1]);
      }
      return values;
    }
  }

  private CostTable(String file) {
    this.file = file;
  }

  /**
   * Reads a table.
   *
   * @param file its name, for messages
   * @param text its content
   * @throws CaseFormatException if anything is wrong with it
   */
  public static CostTable read(String file, String text) {
    var table = new CostTable(file);
    int number = 0;
    for (String line : text.lines().toList()) {
      number++;
      if (!line.isBlank() && !line.startsWith("#")) {
        table.add(cells(line), number);
      }
    }
    if (table.byGenerator.isEmpty() && table.byBus.isEmpty()) {
      throw new CaseFormatException(
          file, Math.max(1, number), "the table", "has no rows", "give a row for each generator");
    }
    return table;
  }

  private static List<String> cells(String line) {
    List<String> cells = new ArrayList<>();
    var cell = new StringBuilder();
    boolean quoted = false;
    for (int k = 0; k < line.length(); k++) {
      char c = line.charAt(k);
      if (c == '"') {
        quoted = !quoted;
      } else if (c == ',' && !quoted) {
        cells.add(cell.toString().strip());
        cell.setLength(0);
      } else {
        cell.append(c);
      }
    }
    cells.add(cell.toString().strip());
    return cells;
  }

  private void add(List<String> cells, int line) {
    if (columns.isEmpty()) {
      columns = cells;
      for (String column : cells) {
        if (!COLUMNS.contains(column)) {
          throw new CaseFormatException(
              file, line, column, "is no column", "name columns out of " + sorted(COLUMNS));
        }
      }
      return;
    }
    if (cells.size() > columns.size()) {
      throw new CaseFormatException(
          file,
          line,
          cells.size() + " cells",
          "there are " + columns.size() + " columns",
          "cut it");
    }
    Map<String, String> named = new HashMap<>();
    for (int k = 0; k < cells.size(); k++) {
      named.put(columns.get(k), cells.get(k));
    }
    file(new Row(line, named));
  }

  private static List<String> sorted(Set<String> names) {
    String[] all = names.toArray(String[]::new);
    Arrays.sort(all);
    return List.of(all);
  }

  private void file(Row row) {
    String generator = row.cell("generator");
    String bus = row.cell("bus");
    if (generator.isEmpty() == bus.isEmpty()) {
      throw row.refuse(
          "generator = " + generator + ", bus = " + bus,
          "a row is either a generator's or a bus's",
          "fill one of the two");
    }
    Row earlier =
        generator.isEmpty() ? byBus.putIfAbsent(bus, row) : byGenerator.putIfAbsent(generator, row);
    if (earlier != null) {
      throw row.refuse(
          generator + bus, "has its row in line " + earlier.line + " already", "keep one of them");
    }
  }

  /** The generator's own row, or else that of a bus which goes by one of the names. */
  public Optional<Row> row(String generator, Set<String> busNames) {
    Row own = byGenerator.get(generator);
    return own != null
        ? Optional.of(own)
        : byBus.keySet().stream().filter(busNames::contains).findFirst().map(byBus::get);
  }

  /**
   * @throws CaseFormatException if a row is about a generator or bus that does not exist
   */
  public void requireKnown(Predicate<String> isGenerator, Predicate<String> isBus) {
    byGenerator.forEach((name, row) -> requireKnown(name, row, isGenerator, "generator"));
    byBus.forEach((name, row) -> requireKnown(name, row, isBus, "bus"));
  }

  private static void requireKnown(String name, Row row, Predicate<String> known, String what) {
    if (!known.test(name)) {
      throw row.refuse(what + " = " + name, "the grid has no such " + what, "correct its name");
    }
  }
}
