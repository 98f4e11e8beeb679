package io.wattmesh.cluster.feasibility;

import java.math.BigDecimal;

/** Decimals that come from outside, bounded before anything is computed with them. */
final class Quantity {
  private static final int MAX_DIGITS = 30;
  private static final BigDecimal MAX = BigDecimal.valueOf(1_000_000_000_000L);

  private Quantity() {}

  /**
   * @param name what it is, with its unit
   * @throws IllegalArgumentException if it is not above 0 and at most 10^12
   */
  static BigDecimal positive(String name, BigDecimal value) {
    if (value.signum() <= 0) {
      throw new IllegalArgumentException(
          "%s is %s; give a number above 0.".formatted(name, words(value)));
    }
    return bounded(name, value);
  }

  /**
   * @throws IllegalArgumentException if it is negative or above 10^12
   */
  static BigDecimal notNegative(String name, BigDecimal value) {
    if (value.signum() < 0) {
      throw new IllegalArgumentException("%s is %s; give 0 or more.".formatted(name, words(value)));
    }
    return bounded(name, value);
  }

  private static BigDecimal bounded(String name, BigDecimal value) {
    if (isWide(value) || value.compareTo(MAX) > 0) {
      throw new IllegalArgumentException(
          "%s is %s; give at most 10^12 with at most %d digits."
              .formatted(name, words(value), MAX_DIGITS));
    }
    return value;
  }

  private static boolean isWide(BigDecimal value) {
    return value.precision() > MAX_DIGITS || Math.abs((long) value.scale()) > MAX_DIGITS;
  }

  /** As people write it, without trailing zeros; never long, whatever the value's scale. */
  static String words(BigDecimal value) {
    if (isWide(value)) {
      String text = value.toString();
      return text.length() > MAX_DIGITS ? text.substring(0, MAX_DIGITS) + "..." : text;
    }
    return plain(value).toPlainString();
  }

  /** Without trailing zeros, and never with an exponent. */
  static BigDecimal plain(BigDecimal value) {
    BigDecimal stripped = value.stripTrailingZeros();
    return stripped.scale() < 0 ? stripped.setScale(0) : stripped;
  }
}
