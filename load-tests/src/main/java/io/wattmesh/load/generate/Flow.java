package io.wattmesh.load.generate;

import io.wattmesh.load.measure.Latencies;
import java.util.concurrent.atomic.LongAdder;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.Recorder;

/** What leaves and comes back, warming up included, for the line of each second. */
final class Flow {
  private final LongAdder sent = new LongAdder();
  private final LongAdder acknowledged = new LongAdder();
  private final LongAdder refused = new LongAdder();
  private final Recorder latencyMicros = new Recorder(Latencies.MOST_MICROS, 3);
  private final Recorder lagMicros = new Recorder(Latencies.MOST_MICROS, 3);

  void sent(long lag) {
    sent.increment();
    lagMicros.recordValue(Math.clamp(lag, 0, Latencies.MOST_MICROS));
  }

  void acknowledged() {
    acknowledged.increment();
  }

  void refused() {
    refused.increment();
  }

  void latency(long micros) {
    latencyMicros.recordValue(Math.clamp(micros, 0, Latencies.MOST_MICROS));
  }

  long allSent() {
    return sent.sum();
  }

  long allAcknowledged() {
    return acknowledged.sum();
  }

  long allRefused() {
    return refused.sum();
  }

  /** Sent and not answered; what an interval's end left without an answer stays in it. */
  long inFlight() {
    return Math.max(0, allSent() - allAcknowledged() - allRefused());
  }

  Histogram takeLatency() {
    return latencyMicros.getIntervalHistogram();
  }

  Histogram takeLag() {
    return lagMicros.getIntervalHistogram();
  }
}
