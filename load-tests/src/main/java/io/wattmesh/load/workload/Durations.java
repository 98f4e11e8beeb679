package io.wattmesh.load.workload;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Durations as people write them: {@code 250ms}, {@code 1.5s}, {@code 5m}, {@code 1h}. */
public final class Durations {
  private static final Pattern TEXT =
      Pattern.compile("(\\d{1,9}(?:\\.\\d{1,6})?)(us|ms|s|m|h)", Pattern.CASE_INSENSITIVE);

  private Durations() {}

  /**
   * @throws IllegalArgumentException if the text is no duration; the message says what one is
   */
  public static long parseMicros(String text) {
    Matcher parts = TEXT.matcher(text.strip());
    if (!parts.matches()) {
      throw new IllegalArgumentException(
          "Duration '%s' must be a number with us, ms, s, m or h behind it, such as 250ms or 1.5s."
              .formatted(text));
    }
    return new BigDecimal(parts.group(1))
        .multiply(BigDecimal.valueOf(microsOf(parts.group(2).toLowerCase(Locale.ROOT))))
        .setScale(0, RoundingMode.HALF_UP)
        .longValueExact();
  }

  /** The same in whole milliseconds, rounded. */
  public static long parseMillis(String text) {
    return Math.round(parseMicros(text) / 1e3);
  }

  private static long microsOf(String unit) {
    return switch (unit) {
      case "us" -> 1;
      case "ms" -> 1_000;
      case "s" -> 1_000_000;
      case "m" -> 60_000_000;
      case "h" -> 3_600_000_000L;
      default -> throw new IllegalStateException("Unit " + unit + " is not in the pattern.");
    };
  }

  /** The shortest form in the greatest unit that makes it whole. */
  public static String text(long millis) {
    if (millis % 3_600_000 == 0 && millis > 0) {
      return millis / 3_600_000 + "h";
    }
    if (millis % 60_000 == 0 && millis > 0) {
      return millis / 60_000 + "m";
    }
    return millis % 1_000 == 0 ? millis / 1_000 + "s" : millis + "ms";
  }
}
