package io.wattmesh.load.plan;

import java.math.BigDecimal;
import java.math.MathContext;

/** How figures are written: four digits that count are more than a model knows. */
final class Figures {
  private static final MathContext DIGITS = new MathContext(4);

  private Figures() {}

  static BigDecimal rounded(double value) {
    return new BigDecimal(BigDecimal.valueOf(value).round(DIGITS).toPlainString());
  }

  /** By how many percent a model is above what was measured. */
  static double percent(double model, double measured) {
    return 100 * (model - measured) / measured;
  }
}
