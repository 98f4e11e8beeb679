package io.wattmesh.load.clearing;

import java.util.Locale;
import java.util.Optional;

/** Numbers as cells of a table: no figure that nobody measured. */
final class Cells {
  static final String NONE = "-";

  private Cells() {}

  static String count(long number) {
    return String.format(Locale.ROOT, "%,d", number);
  }

  static String seconds(double seconds) {
    return String.format(Locale.ROOT, seconds < 10 ? "%.2f" : "%.0f", seconds);
  }

  static String millis(double millis) {
    return String.format(Locale.ROOT, "%.1f", millis);
  }

  /** A small number, such as an error. */
  static String small(Optional<Double> number) {
    return number
        .map(value -> value == 0 ? "0" : String.format(Locale.ROOT, "%.1e", value))
        .orElse(NONE);
  }
}
