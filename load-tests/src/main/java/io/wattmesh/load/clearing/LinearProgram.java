package io.wattmesh.load.clearing;

import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A linear program to be minimised, or a quadratic one whose squares don't mix, free of any solver:
 * columns with bounds and costs, rows with bounds and terms. Terms of the same row and column add
 * up.
 */
final class LinearProgram {
  /**
   * What is to be found; its bounds may be infinite.
   *
   * @param cost at zero, by how much the cost rises with it
   * @param curvature by how much that rises with it
   */
  record Column(double lower, double upper, double cost, double curvature) {}

  record Row(double lower, double upper, SortedMap<Integer, Double> terms) {}

  private final List<Column> columns = new ArrayList<>();
  private final List<Row> rows = new ArrayList<>();

  /** Adds a column and returns its index. */
  int column(double lower, double upper, double cost) {
    return column(lower, upper, cost, 0);
  }

  /** Adds a column and returns its index. */
  int column(double lower, double upper, double cost, double curvature) {
    columns.add(new Column(lower, upper, cost, curvature));
    return columns.size() - 1;
  }

  /** Adds a row without terms and returns its index. */
  int row(double lower, double upper) {
    rows.add(new Row(lower, upper, new TreeMap<>()));
    return rows.size() - 1;
  }

  void term(int row, int column, double coefficient) {
    rows.get(row).terms().merge(column, coefficient, Double::sum);
  }

  /** Moves both bounds of a row. */
  void shift(int row, double by) {
    Row before = rows.get(row);
    rows.set(row, new Row(before.lower() + by, before.upper() + by, before.terms()));
  }

  List<Column> columns() {
    return columns;
  }

  List<Row> rows() {
    return rows;
  }
}
