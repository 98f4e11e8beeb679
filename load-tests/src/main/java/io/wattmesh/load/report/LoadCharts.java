package io.wattmesh.load.report;

import io.wattmesh.load.generate.IntervalFigures;
import io.wattmesh.load.generate.LoadOutcome;
import io.wattmesh.load.generate.RunPlace;
import io.wattmesh.load.measure.CpuStage;
import io.wattmesh.load.measure.Growth;
import io.wattmesh.load.measure.Latency;
import io.wattmesh.load.measure.Second;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import org.HdrHistogram.Histogram;

/** The charts of a run. */
final class LoadCharts {
  private static final double MICROS_PER_MILLI = 1e3;
  private static final double MICROS_PER_SECOND = 1e6;
  private static final double NANOS_PER_SECOND = 1e9;
  private static final double BYTES_PER_MIB = 1 << 20;
  private static final int TALL = 260;
  private static final int LOW = 170;
  private static final double HUNDRED = 100;

  /** Nines of the spectrum's last point: 99.999. */
  private static final double MOST_NINES = 5;

  private static final int POINTS_A_NINE = 20;

  private final LoadOutcome outcome;
  private final List<Second> seconds;
  private final double[] times;

  LoadCharts(LoadOutcome outcome) {
    this.outcome = outcome;
    this.seconds = outcome.seconds();
    this.times = values(second -> second.second() + 0.5);
  }

  private double[] values(ToDoubleFunction<Second> of) {
    return seconds.stream().mapToDouble(of).toArray();
  }

  private static double most(double[]... all) {
    double most = 0;
    for (double[] values : all) {
      for (double value : values) {
        most = Double.isNaN(value) ? most : Math.max(most, value);
      }
    }
    return most;
  }

  private LineChart overTime(String title, Axis ys, int height) {
    var chart =
        new LineChart(
            title, "seconds from the first window", Axis.linear(seconds.size()), ys, height);
    for (int k = 1; k <= outcome.workload().allIntervals(); k++) {
      chart.rule((double) k * outcome.workload().intervalSeconds());
    }
    long first = seconds.isEmpty() ? 0 : seconds.getFirst().interval();
    for (IntervalFigures figures : outcome.intervals()) {
      if (figures.outcome().equals("void")) {
        chart.event(
            (figures.interval() - first + 1.0) * outcome.workload().intervalSeconds(),
            "interval " + figures.interval() + " came to be void");
      }
    }
    for (RunPlace.RunEvent event : outcome.place().events()) {
      chart.event(event.seconds(), event.what());
    }
    return chart;
  }

  String throughput() {
    double[] asked = values(Second::asked);
    double[] sent = values(Second::sent);
    double[] acknowledged = values(Second::acknowledged);
    return overTime("bids a second", Axis.linear(most(asked, sent, acknowledged)), TALL)
        .line("meant to be sent", times, asked)
        .line("sent", times, sent)
        .line("acknowledged", times, acknowledged)
        .html();
  }

  String inFlight() {
    double[] inFlight = values(Second::inFlight);
    double[] refused = values(Second::refused);
    return overTime("bids in flight", Axis.linear(most(inFlight, refused)), LOW)
        .line("sent and not answered", times, inFlight)
        .line("refused a second", times, refused)
        .html();
  }

  String latencyOverTime() {
    double[] p50 = values(second -> millis(second.p50Micros()));
    double[] p99 = values(second -> millis(second.p99Micros()));
    double[] max = values(second -> millis(second.maxMicros()));
    double[] lag = values(second -> millis(second.lagMicros()));
    return overTime("ms", Axis.logarithmic(1, most(p99, max, lag)), TALL)
        .line("p50", times, p50)
        .line("p99", times, p99)
        .line("max", times, max)
        .line("schedule lag, max", times, lag)
        .html();
  }

  private static double millis(long micros) {
    return micros == 0 ? Double.NaN : micros / MICROS_PER_MILLI;
  }

  /** The percentile axis counts nines: equal lengths from 90 to 99 and from 99 to 99.9. */
  String spectrum() {
    double mostSeconds = 0;
    double leastSeconds = 1;
    for (Latency latency : Latency.values()) {
      Histogram histogram = outcome.latencies().of(latency);
      if (histogram.getTotalCount() > 0) {
        mostSeconds = Math.max(mostSeconds, histogram.getMaxValue() / MICROS_PER_SECOND);
        leastSeconds =
            Math.min(leastSeconds, Math.max(1, histogram.getMinNonZeroValue()) / MICROS_PER_SECOND);
      }
    }
    var chart =
        new LineChart(
            "seconds",
            "nines of the percentile: 1 is 90 %, 2 is 99 %, 3 is 99.9 %",
            Axis.linear(0, MOST_NINES),
            Axis.logarithmic(leastSeconds, mostSeconds),
            TALL);
    for (Latency latency : Latency.values()) {
      spectrum(chart, latency);
    }
    return chart.html();
  }

  private void spectrum(LineChart chart, Latency latency) {
    Histogram histogram = outcome.latencies().of(latency);
    // Beyond one in the whole count there is nothing but the greatest.
    double nines =
        Math.min(MOST_NINES, Math.log10((double) Math.max(1, histogram.getTotalCount())));
    int points = histogram.getTotalCount() == 0 ? 0 : 1 + (int) (nines * POINTS_A_NINE);
    double[] at = new double[points];
    double[] values = new double[points];
    for (int k = 0; k < points; k++) {
      at[k] = (double) k / POINTS_A_NINE;
      double percentile = HUNDRED * (1 - Math.pow(10, -at[k]));
      values[k] = Math.max(1, histogram.getValueAtPercentile(percentile)) / MICROS_PER_SECOND;
    }
    chart.line(latency.key(), at, values);
  }

  String percentiles() {
    var rows = new ArrayList<List<String>>();
    for (Latency latency : Latency.values()) {
      Histogram histogram = outcome.latencies().of(latency);
      if (histogram.getTotalCount() > 0) {
        rows.add(
            List.of(
                latency.key(),
                String.format(Locale.ROOT, "%,d", histogram.getTotalCount()),
                seconds(histogram.getValueAtPercentile(50)),
                seconds(histogram.getValueAtPercentile(90)),
                seconds(histogram.getValueAtPercentile(99)),
                seconds(histogram.getValueAtPercentile(99.9)),
                seconds(histogram.getMaxValue()),
                latency.description()));
      }
    }
    return Html.table(
        List.of("latency, s", "count", "p50", "p90", "p99", "p99.9", "max", "from, to"), rows);
  }

  private static String seconds(long micros) {
    return String.format(Locale.ROOT, "%.3f", micros / MICROS_PER_SECOND);
  }

  String walls() {
    var chart =
        new BarChart(
            List.of(
                "gate to frozen books",
                "to a clearing",
                "to its commit",
                "delivery's end to payment"),
            "s");
    for (IntervalFigures figures : outcome.intervals()) {
      chart.bar(
          "interval " + figures.interval() + (figures.measured() ? "" : " (warm-up)"),
          figures.booksSeconds().orElse(0),
          figures.clearingSeconds().orElse(0),
          figures.commitSeconds().orElse(0),
          figures.settlementSeconds().orElse(0));
    }
    return chart.html();
  }

  String cpu() {
    var chart = new BarChart(List.of(), "s");
    for (Map.Entry<CpuStage, Long> stage : outcome.cpuNanos().entrySet()) {
      chart.bar(stage.getKey().key(), stage.getValue() / NANOS_PER_SECOND);
    }
    for (RunPlace.ProcessFigures process : outcome.place().processes()) {
      chart.bar(process.name() + ", all", process.cpuSeconds());
    }
    chart.bar("signature floor", ResultsJson.floorSeconds(outcome).doubleValue());
    var rows = new ArrayList<List<String>>();
    for (CpuStage stage : CpuStage.values()) {
      rows.add(List.of(stage.key(), stage.description()));
    }
    return chart.html() + Html.table(List.of("stage", "what"), rows);
  }

  String memory() {
    double[] heap = values(second -> second.heapBytes() / BYTES_PER_MIB);
    double[] after = values(second -> second.afterCollectionBytes() / BYTES_PER_MIB);
    double[] resident = values(second -> second.residentBytes() / BYTES_PER_MIB);
    return overTime("MiB", Axis.linear(most(heap, after, resident)), TALL)
        .line("heap in use, garbage included", times, heap)
        .line("heap after the last collection", times, after)
        .line("the process's memory", times, resident)
        .html();
  }

  String disk() {
    double[] disk = values(second -> second.diskBytes() / BYTES_PER_MIB);
    return overTime("MiB", Axis.linear(most(disk)), LOW)
        .line("files of the market's state", times, disk)
        .html();
  }

  /** Empty if the run was too short to tell. */
  String growth() {
    List<Growth> parts = Growth.of(seconds);
    return parts.isEmpty()
        ? ""
        : Html.table(
            List.of(
                "seconds",
                "least heap after a collection, MiB",
                "most memory, MiB",
                "most on disk, MiB",
                "acknowledged p50 of the median second, ms",
                "p99, ms"),
            parts.stream().map(LoadCharts::row).toList());
  }

  private static List<String> row(Growth part) {
    return List.of(
        part.fromSecond() + " to " + part.untilSecond(),
        mebibytes(part.leastAfterCollectionBytes()),
        mebibytes(part.mostResidentBytes()),
        mebibytes(part.mostDiskBytes()),
        String.format(Locale.ROOT, "%.1f", part.medianP50Micros() / MICROS_PER_MILLI),
        String.format(Locale.ROOT, "%.1f", part.medianP99Micros() / MICROS_PER_MILLI));
  }

  private static String mebibytes(long bytes) {
    return String.format(Locale.ROOT, "%.1f", bytes / BYTES_PER_MIB);
  }

  String collections() {
    double[] millis = values(Second::collectionMillis);
    double[] cpu = values(second -> second.cpuNanos() / 1e6);
    return overTime("ms a second", Axis.linear(most(millis, cpu)), LOW)
        .line("garbage collection", times, millis)
        .line("processor time of the process", times, cpu)
        .html();
  }
}
