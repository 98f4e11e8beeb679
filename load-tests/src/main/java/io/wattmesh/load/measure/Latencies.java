package io.wattmesh.load.measure;

import io.wattmesh.load.objective.Objective;
import java.util.EnumMap;
import java.util.Map;
import java.util.OptionalDouble;
import org.HdrHistogram.Histogram;

/** The histograms of a run, one a latency, micros with three digits. */
public final class Latencies {
  /** An hour: what takes longer counts as that. */
  public static final long MOST_MICROS = 3_600_000_000L;

  static final int DIGITS = 3;

  private final Map<Latency, Histogram> all = new EnumMap<>(Latency.class);

  public Latencies() {
    for (Latency latency : Latency.values()) {
      all.put(latency, new Histogram(MOST_MICROS, DIGITS));
    }
  }

  public Histogram of(Latency latency) {
    return all.get(latency);
  }

  /** Adds another's: percentiles of all are those of one histogram, never means of percentiles. */
  public void add(Latencies other) {
    all.forEach((latency, histogram) -> histogram.add(other.of(latency)));
  }

  /** A percentile by the latency's key, micros; none if nothing was recorded. */
  public OptionalDouble micros(String key, double percentile) {
    for (Latency latency : Latency.values()) {
      if (latency.key().equals(key)) {
        Histogram histogram = all.get(latency);
        return histogram.getTotalCount() == 0
            ? OptionalDouble.empty()
            : OptionalDouble.of((double) histogram.getValueAtPercentile(percentile));
      }
    }
    throw new IllegalArgumentException(
        "There is no latency '%s'; there are %s."
            .formatted(key, String.join(", ", Objective.LATENCIES)));
  }
}
