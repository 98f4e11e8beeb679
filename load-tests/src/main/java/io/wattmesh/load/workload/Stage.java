package io.wattmesh.load.workload;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A while of arrivals at one rate, however fast they are answered.
 *
 * @param millis how long it lasts
 * @param perSecond arrivals a second of all devices together
 */
public record Stage(long millis, double perSecond) {
  /** The form that {@link #parse} takes, for messages. */
  public static final String FORM = "DURATION:RATE such as 30s:1000/s or 5m:200/s";

  private static final Pattern TEXT = Pattern.compile("([^:]+):(\\d+(?:\\.\\d+)?)/s");
  private static final double MOST_PER_SECOND = 10_000_000;

  public Stage {
    if (millis < 1 || !(perSecond >= 0 && perSecond <= MOST_PER_SECOND)) {
      throw new IllegalArgumentException(
          "A stage lasts 1 ms or more and has 0 to %.0f arrivals a second; this has %d ms and %s."
              .formatted(MOST_PER_SECOND, millis, perSecond));
    }
  }

  /**
   * Reads {@code 30s:1000/s}.
   *
   * @throws IllegalArgumentException if the text is no stage; the message says what one is
   */
  public static Stage parse(String text) {
    Matcher parts = TEXT.matcher(text.strip());
    if (!parts.matches()) {
      throw new IllegalArgumentException("Stage '" + text + "' must be " + FORM + ".");
    }
    return new Stage(Durations.parseMillis(parts.group(1)), Double.parseDouble(parts.group(2)));
  }

  /** What {@link #parse} reads. */
  @Override
  public String toString() {
    String rate =
        perSecond == Math.rint(perSecond)
            ? Long.toString((long) perSecond)
            : String.format(Locale.ROOT, "%s", perSecond);
    return Durations.text(millis) + ":" + rate + "/s";
  }
}
