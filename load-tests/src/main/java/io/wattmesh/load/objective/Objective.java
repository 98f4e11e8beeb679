package io.wattmesh.load.objective;

import io.wattmesh.load.workload.Durations;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One objective, such as {@code finality.p99<5s} or {@code errors<0.1%}.
 *
 * <pre>
 *   objective = latency "." percentile comparison duration
 *             | count comparison number ["%"]        a percentage is of the bids meant to be sent
 *   latency   = acknowledged | service | cleared | finality | gateToCleared | gateToFinality
 *             | settlement | scheduleLag
 *   percentile= p50 | p90 | p99 | p99.9 | ... | max
 *   count     = intended | accepted | cleared | rejected | refused | unanswered | dropped | lost
 *             | errors
 *   comparison= &lt; | &lt;= | &gt; | &gt;=
 *   duration  = number (us | ms | s | m | h)
 * </pre>
 *
 * @param text as it was said, without blanks
 * @param subject the latency or count
 * @param percentile of a latency, 100 for the greatest; NaN of a count
 * @param bound micros of a latency; of a count a number, or a share of 1
 * @param isShare whether a count is compared as a share of the bids meant to be sent
 */
public record Objective(
    String text,
    String subject,
    double percentile,
    Comparison comparison,
    double bound,
    boolean isShare) {
  /** The latencies that an objective may name. */
  public static final List<String> LATENCIES =
      List.of(
          "acknowledged",
          "service",
          "cleared",
          "finality",
          "gateToCleared",
          "gateToFinality",
          "settlement",
          "scheduleLag");

  /** The counts that an objective may name. */
  public static final List<String> COUNTS =
      List.of(
          "intended",
          "accepted",
          "cleared",
          "rejected",
          "refused",
          "unanswered",
          "dropped",
          "lost",
          "errors");

  private static final Pattern TEXT =
      Pattern.compile("([a-zA-Z]+)(?:\\.(max|p\\d{1,3}(?:\\.\\d{1,4})?))?(<=|>=|<|>)(.+)");
  private static final Pattern NUMBER = Pattern.compile("(\\d{1,12}(?:\\.\\d{1,9})?)(%?)");
  private static final double HUNDRED = 100;

  /** How a figure must stand to its bound. */
  public enum Comparison {
    BELOW("<"),
    AT_MOST("<="),
    ABOVE(">"),
    AT_LEAST(">=");

    private final String sign;

    Comparison(String sign) {
      this.sign = sign;
    }

    boolean holds(double figure, double bound) {
      return switch (this) {
        case BELOW -> figure < bound;
        case AT_MOST -> figure <= bound;
        case ABOVE -> figure > bound;
        case AT_LEAST -> figure >= bound;
      };
    }

    static Comparison of(String sign) {
      for (Comparison comparison : values()) {
        if (comparison.sign.equals(sign)) {
          return comparison;
        }
      }
      throw new IllegalStateException("Sign " + sign + " is not in the pattern.");
    }
  }

  /**
   * What became of an objective.
   *
   * @param figure micros of a latency; of a count a number or a share; none if nothing was
   *     recorded, and then it does not hold
   */
  public record Verdict(Objective objective, OptionalDouble figure, boolean holds) {}

  /**
   * @throws IllegalArgumentException if the text is no objective; the message says what is wrong
   */
  public static Objective parse(String said) {
    String text = said.replaceAll("\\s", "");
    Matcher parts = TEXT.matcher(text);
    if (!parts.matches()) {
      throw new IllegalArgumentException(
          "Objective '%s' must be such as finality.p99<5s or errors<0.1%%.".formatted(said));
    }
    String subject = parts.group(1);
    var comparison = Comparison.of(parts.group(3));
    String percentile = parts.group(2);
    return percentile == null
        ? count(text, subject, comparison, parts.group(4))
        : latency(text, subject, percentile, comparison, parts.group(4));
  }

  private static Objective latency(
      String text, String subject, String percentile, Comparison comparison, String bound) {
    if (!LATENCIES.contains(subject)) {
      throw new IllegalArgumentException(
          "Objective '%s': there is no latency '%s'; there are %s."
              .formatted(text, subject, String.join(", ", LATENCIES)));
    }
    double value = percentile.equals("max") ? HUNDRED : Double.parseDouble(percentile.substring(1));
    if (value > HUNDRED) {
      throw new IllegalArgumentException(
          "Objective '%s': a percentile is from p0 to p100, or max.".formatted(text));
    }
    long micros;
    try {
      micros = Durations.parseMicros(bound);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("Objective '%s': %s".formatted(text, e.getMessage()), e);
    }
    return new Objective(text, subject, value, comparison, micros, false);
  }

  private static Objective count(
      String text, String subject, Comparison comparison, String boundText) {
    if (LATENCIES.contains(subject)) {
      throw new IllegalArgumentException(
          "Objective '%s': say which percentile of %s, such as %s.p99 or %s.max."
              .formatted(text, subject, subject, subject));
    }
    if (!COUNTS.contains(subject)) {
      throw new IllegalArgumentException(
          "Objective '%s': there is no count '%s'; there are %s."
              .formatted(text, subject, String.join(", ", COUNTS)));
    }
    Matcher number = NUMBER.matcher(boundText);
    if (!number.matches()) {
      throw new IllegalArgumentException(
          "Objective '%s': '%s' must be a number or a percentage such as 0.1%%."
              .formatted(text, boundText));
    }
    boolean isShare = !number.group(2).isEmpty();
    double bound = Double.parseDouble(number.group(1));
    return new Objective(
        text, subject, Double.NaN, comparison, isShare ? bound / HUNDRED : bound, isShare);
  }

  public boolean isLatency() {
    return !Double.isNaN(percentile);
  }

  /** What is not known does not hold: a run in which nothing was cleared meets no objective. */
  public Verdict judge(Figures figures) {
    OptionalDouble figure = figure(figures);
    return new Verdict(
        this, figure, figure.isPresent() && comparison.holds(figure.getAsDouble(), bound));
  }

  private OptionalDouble figure(Figures figures) {
    if (isLatency()) {
      return figures.latencyMicros(subject, percentile);
    }
    OptionalDouble count = figures.count(subject);
    if (!isShare || count.isEmpty()) {
      return count;
    }
    OptionalDouble intended = figures.count("intended");
    return intended.isEmpty() || intended.getAsDouble() == 0
        ? OptionalDouble.empty()
        : OptionalDouble.of(count.getAsDouble() / intended.getAsDouble());
  }

  /** A figure of this objective as people read it. */
  public String words(double figure) {
    if (isLatency()) {
      return figure < 1_000
          ? String.format(Locale.ROOT, "%.0f us", figure)
          : figure < 1_000_000
              ? String.format(Locale.ROOT, "%.1f ms", figure / 1e3)
              : String.format(Locale.ROOT, "%.2f s", figure / 1e6);
    }
    return isShare
        ? String.format(Locale.ROOT, "%.4f %%", figure * HUNDRED)
        : String.format(Locale.ROOT, "%.0f", figure);
  }
}
