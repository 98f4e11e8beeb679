package io.wattmesh.load.measure;

import java.util.EnumMap;
import java.util.Map;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.Recorder;

/** Takes latencies from any thread, and gives what came since it was last asked. */
public final class LatencyRecorders {
  private final Map<Latency, Recorder> recorders = new EnumMap<>(Latency.class);

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

  /** What came since this was last asked; the histogram is the caller's. */
  public Histogram take(Latency latency) {
    return recorders.get(latency).getIntervalHistogram();
  }
}
