package io.wattmesh.grid.importer;

import java.util.Locale;

/**
 * A row of a table, with where it stands in the text.
 *
 * @param table the table's name as messages give it, such as {@code mpc.bus}
 */
// Never compared, and read-only after parsing.
@SuppressWarnings("ArrayRecordComponent")
record CaseRow(String file, String table, int line, double[] values) {
  private static final double MAX_MAGNITUDE = 1e12;

  CaseFormatException refuse(String value, String rule, String remedy) {
    return new CaseFormatException(file, line, table + " " + value, rule, remedy);
  }

  void requireColumns(int least) {
    if (values.length < least) {
      throw refuse(
          values.length + " columns",
          "a row of " + table + " needs at least " + least,
          "add the missing columns");
    }
  }

  /** A finite value of a column that has a name. */
  double finite(int column, String name) {
    double value = values[column];
    if (!(Math.abs(value) <= MAX_MAGNITUDE)) {
      throw refuse(
          name + " = " + value,
          "must be a finite number of magnitude up to 1e12",
          "correct column " + (column + 1));
    }
    return value;
  }

  /** A value that must be a whole number in a range. */
  int whole(int column, String name, int least, int most) {
    double value = finite(column, name);
    if (value != Math.rint(value) || value < least || value > most) {
      throw refuse(
          String.format(Locale.ROOT, "%s = %s", name, value),
          "must be a whole number from " + least + " to " + most,
          "correct column " + (column + 1));
    }
    return (int) value;
  }
}
