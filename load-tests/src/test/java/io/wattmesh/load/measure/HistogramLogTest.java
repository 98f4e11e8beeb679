package io.wattmesh.load.measure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HistogramLogTest {
  @TempDir private Path folder;

  private Path log(String name, int first, int last) throws IOException {
    Path file = folder.resolve(name);
    var recorders = new LatencyRecorders();
    try (HistogramLog log = HistogramLog.create(file, 1_000_000)) {
      for (int value = first; value <= last; value++) {
        recorders.record(Latency.FINALITY, value * 1_000L);
        if (value % 100 == 0) {
          long at = 1_000_000 + value * 10L;
          log.write(Latency.FINALITY, recorders.take(Latency.FINALITY), at, at + 1_000);
        }
      }
      recorders.record(Latency.SERVICE, 77);
      log.write(Latency.SERVICE, recorders.take(Latency.SERVICE), 2_000_000, 2_001_000);
    }
    return file;
  }

  @Test
  void a_log_is_read_back_as_it_was_written() throws IOException {
    Latencies read = HistogramLog.read(log("a.hlog", 1, 1_000));

    assertThat(read.of(Latency.FINALITY).getTotalCount()).isEqualTo(1_000);
    assertThat(read.micros("finality", 50).orElseThrow()).isBetween(499_000.0, 501_000.0);
    assertThat(read.micros("service", 99)).hasValue(77);
    assertThat(read.micros("cleared", 99)).isEmpty();
  }

  @Test
  void two_generators_histograms_are_one_and_not_the_mean_of_two() throws IOException {
    Latencies fast = HistogramLog.read(log("a.hlog", 1, 900));
    Latencies slow = HistogramLog.read(log("b.hlog", 10_001, 10_100));
    fast.add(slow);
    var once = new Histogram(Latencies.MOST_MICROS, 3);
    for (int value = 1; value <= 900; value++) {
      once.recordValue(value * 1_000L);
    }
    for (int value = 10_001; value <= 10_100; value++) {
      once.recordValue(value * 1_000L);
    }

    for (double percentile : new double[] {50, 89, 90, 95, 99, 100}) {
      assertThat(fast.micros("finality", percentile).orElseThrow())
          .isEqualTo((double) once.getValueAtPercentile(percentile));
    }
  }

  @Test
  void a_latency_beyond_an_hour_counts_as_an_hour_and_a_negative_one_as_none() {
    var recorders = new LatencyRecorders();
    recorders.record(Latency.SERVICE, Long.MAX_VALUE);
    recorders.record(Latency.SERVICE, -5, 3);
    Histogram taken = recorders.take(Latency.SERVICE);

    assertThat(taken.getTotalCount()).isEqualTo(4);
    assertThat(taken.getMinValue()).isZero();
    assertThat(taken.getMaxValue()).isGreaterThanOrEqualTo(Latencies.MOST_MICROS);
    assertThat(recorders.take(Latency.SERVICE).getTotalCount()).isZero();
  }

  @Test
  void what_is_no_such_log_is_refused_by_its_name() throws IOException {
    Path other = Files.writeString(folder.resolve("other.hlog"), "Tag=speed,1,2,3,nonsense\n");

    assertThatThrownBy(() -> HistogramLog.read(other)).hasMessageContaining("other.hlog");
    assertThatThrownBy(() -> HistogramLog.read(folder.resolve("none.hlog")))
        .hasMessageContaining("there is no such histogram log");
    assertThatThrownBy(() -> new Latencies().micros("speed", 50))
        .hasMessageContaining("acknowledged");
  }
}
