package io.wattmesh.load.measure;

import java.util.EnumMap;
import java.util.Map;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.Recorder;

/** Takes latencies from any thread, and gives what came since it was last asked. */
public final class LatencyRecorders {
  private final Map<Latency, Recorder> recorders = new EnumMap<>(Latency.class);

  private final Map<Latency, Histogram> taken = new EnumMap<>(Latency.class);

  public LatencyRecorders() {
    for (Latency latency : Latency.values()) {
      recorders.put(latency, new Recorder(Latencies.MOST_MICROS, Latencies.DIGITS));
    }
  }

  public void record(Latency latency, long micros) {
    record(latency, micros, 1);
  }

  /** So many of the same. */
  public void record(Latency latency, long micros, long count) {
    recorders
        .get(latency)
        .recordValueWithCount(Math.clamp(micros, 0, Latencies.MOST_MICROS), count);
  }

  /** What came since this was last asked; the histogram is good until it is asked again. */
  public synchronized Histogram take(Latency latency) {
    Histogram histogram = recorders.get(latency).getIntervalHistogram(taken.get(latency));
    taken.put(latency, histogram);
    return histogram;
  }
}
