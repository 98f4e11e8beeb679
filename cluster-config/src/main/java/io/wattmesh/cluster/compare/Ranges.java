package io.wattmesh.cluster.compare;

import java.math.BigDecimal;

/** Parameters within their ranges. */
final class Ranges {
  private Ranges() {}

  /**
   * @param what with its unit
   * @throws IllegalArgumentException if the value is not within, or no number
   */
  static void require(String what, double value, double least, double most) {
    if (!(value >= least && value <= most)) {
      throw new IllegalArgumentException(
          "%s is %s; give %s to %s.".formatted(what, words(value), words(least), words(most)));
    }
  }

  private static String words(double value) {
    return Double.isFinite(value)
        ? BigDecimal.valueOf(value).stripTrailingZeros().toPlainString()
        : Double.toString(value);
  }
}
