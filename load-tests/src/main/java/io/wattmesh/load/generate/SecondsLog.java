package io.wattmesh.load.generate;

import io.wattmesh.load.measure.DiskWatch;
import io.wattmesh.load.measure.HistogramLog;
import io.wattmesh.load.measure.Latencies;
import io.wattmesh.load.measure.Latency;
import io.wattmesh.load.measure.LatencyRecorders;
import io.wattmesh.load.measure.Machine;
import io.wattmesh.load.measure.MemoryWatch;
import io.wattmesh.load.measure.Second;
import io.wattmesh.load.workload.ArrivalSchedule;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.HdrHistogram.Histogram;

/**
 * Closes each second: its line, its histograms to the log, and all of them together. For one
 * thread.
 */
final class SecondsLog implements AutoCloseable {
  private static final long MICROS_PER_SECOND = 1_000_000;

  private final RunClock clock;
  private final OpenIntervals intervals;
  private final Flow flow;
  private final LatencyRecorders recorders;
  private final HistogramLog log;
  private final DiskWatch disk;
  private final MemoryWatch memory = new MemoryWatch();
  private final long startMillis;
  private final Latencies latencies = new Latencies();
  private final List<Second> seconds = new ArrayList<>();
  private long[] asked = new long[0];
  private long askedOf = -1;
  private long sent;
  private long acknowledged;
  private long refused;
  private long cpuNanos = Machine.processCpuNanos();
  private Machine.Collections collections = Machine.collections();
  private long lastMillis;

  /**
   * @param disk what the market keeps
   * @param startMillis when the first window opens, by the wall clock
   */
  SecondsLog(
      RunClock clock,
      OpenIntervals intervals,
      Flow flow,
      LatencyRecorders recorders,
      HistogramLog log,
      DiskWatch disk,
      long startMillis) {
    this.clock = clock;
    this.intervals = intervals;
    this.flow = flow;
    this.recorders = recorders;
    this.log = log;
    this.disk = disk;
    this.startMillis = startMillis;
    this.lastMillis = startMillis;
  }

  /** Everything that was recorded, warming up left out. */
  Latencies latencies() {
    return latencies;
  }

  List<Second> seconds() {
    return Collections.unmodifiableList(seconds);
  }

  /** The next second is over. */
  Second next() {
    int second = seconds.size();
    long atMicros = second * MICROS_PER_SECOND;
    long interval = clock.firstInterval() + atMicros / clock.windowMicros();
    IntervalBids bids = intervals.of(interval);
    Histogram latency = flow.takeLatency();
    Machine.Collections collectionsNow = Machine.collections();
    long cpuNow = Machine.processCpuNanos();
    long sentNow = flow.allSent();
    long acknowledgedNow = flow.allAcknowledged();
    long refusedNow = flow.allRefused();
    var closed =
        new Second(
            second,
            interval,
            bids != null && bids.measured(),
            bids == null ? 0 : asked(bids, atMicros - clock.openMicros(interval)),
            sentNow - sent,
            acknowledgedNow - acknowledged,
            refusedNow - refused,
            flow.inFlight(),
            latency.getTotalCount() == 0 ? 0 : latency.getValueAtPercentile(50),
            latency.getTotalCount() == 0 ? 0 : latency.getValueAtPercentile(99),
            latency.getMaxValue(),
            flow.takeLag().getMaxValue(),
            Machine.heapBytes(),
            memory.afterCollectionBytes(),
            Machine.residentBytes(),
            disk.bytes(),
            collectionsNow.since(collections).millis(),
            cpuNow - cpuNanos);
    sent = sentNow;
    acknowledged = acknowledgedNow;
    refused = refusedNow;
    collections = collectionsNow;
    cpuNanos = cpuNow;
    seconds.add(closed);
    takeHistograms(startMillis + (second + 1) * 1_000L);
    return closed;
  }

  private void takeHistograms(long untilMillis) {
    for (Latency latency : Latency.values()) {
      Histogram taken = recorders.take(latency);
      latencies.of(latency).add(taken);
      log.write(latency, taken, lastMillis, untilMillis);
    }
    lastMillis = untilMillis;
  }

  /** How many bids were meant to be sent in a second of an interval's window. */
  private long asked(IntervalBids bids, long fromMicros) {
    if (askedOf != bids.interval()) {
      asked = new long[(int) Math.ceilDiv(clock.windowMicros(), MICROS_PER_SECOND)];
      for (int device = 0; device < bids.devices(); device++) {
        int offset = bids.offsetMicros(device);
        if (offset != ArrivalSchedule.NO_BID) {
          asked[(int) (offset / MICROS_PER_SECOND)]++;
        }
      }
      askedOf = bids.interval();
    }
    return asked[(int) (fromMicros / MICROS_PER_SECOND)];
  }

  @Override
  public void close() {
    memory.close();
  }
}
