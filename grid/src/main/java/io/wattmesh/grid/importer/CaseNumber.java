package io.wattmesh.grid.importer;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A number as a case writes it, or a product or quotient of such without blanks, as 100/3. */
final class CaseNumber {
  private static final Pattern FACTOR =
      Pattern.compile("[+-]?(?:(?:\\d+\\.?\\d*|\\.\\d+)(?:[eEdD][+-]?\\d+)?|Inf|inf|NaN|nan)");

  private CaseNumber() {}

  /**
   * @throws NumberFormatException if it is anything else, also what only Java takes (1f, 0x1p3)
   */
  static double parse(String token) {
    Matcher factor = FACTOR.matcher(token);
    int end = next(factor, 0, token);
    double value = value(factor.group());
    while (end < token.length()) {
      char operator = token.charAt(end);
      if (operator != '*' && operator != '/') {
        throw new NumberFormatException(token);
      }
      end = next(factor, end + 1, token);
      double right = value(factor.group());
      value = operator == '*' ? value * right : value / right;
    }
    return value;
  }

  private static int next(Matcher factor, int from, String token) {
    if (!factor.region(from, token.length()).lookingAt()) {
      throw new NumberFormatException(token);
    }
    return factor.end();
  }

  private static double value(String number) {
    int sign = number.startsWith("-") ? -1 : 1;
    String size = number.replaceFirst("^[+-]", "");
    return switch (size) {
      case "Inf", "inf" -> sign * Double.POSITIVE_INFINITY;
      case "NaN", "nan" -> Double.NaN;
      default -> sign * Double.parseDouble(size.replace('d', 'e').replace('D', 'e'));
    };
  }
}
