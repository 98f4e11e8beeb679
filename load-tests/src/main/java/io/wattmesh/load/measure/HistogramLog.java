package io.wattmesh.load.measure;

import java.io.BufferedOutputStream;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.SortedMap;
import java.util.TreeMap;
import org.HdrHistogram.EncodableHistogram;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.HistogramLogReader;
import org.HdrHistogram.HistogramLogWriter;

/**
 * The log of a run's histograms as HdrHistogram's own tools read it: one line a second and latency,
 * tagged with the latency's key, values in micros.
 */
public final class HistogramLog implements AutoCloseable {
  private final HistogramLogWriter writer;

  private HistogramLog(HistogramLogWriter writer) {
    this.writer = writer;
  }

  /** Begins a log. */
  public static HistogramLog create(Path file, long startMillis) throws IOException {
    var out =
        new PrintStream(
            new BufferedOutputStream(Files.newOutputStream(file)), false, StandardCharsets.UTF_8);
    var writer = new HistogramLogWriter(out);
    writer.outputComment("[Latencies of wattmesh load in microseconds, one tag each]");
    writer.outputLogFormatVersion();
    writer.outputStartTime(startMillis);
    writer.setBaseTime(startMillis);
    writer.outputLegend();
    return new HistogramLog(writer);
  }

  /** What was recorded between two moments; nothing is written of nothing. */
  public void write(Latency latency, Histogram histogram, long fromMillis, long toMillis) {
    if (histogram.getTotalCount() > 0) {
      histogram.setTag(latency.key());
      histogram.setStartTimeStamp(fromMillis);
      histogram.setEndTimeStamp(toMillis);
      writer.outputIntervalHistogram(histogram);
    }
  }

  /** Hears of one line. */
  private interface Line {
    void hear(Latency latency, Histogram histogram);
  }

  /**
   * Reads a log back, all its lines together.
   *
   * @throws IOException if there is no such file, or it is no such log
   */
  public static Latencies read(Path file) throws IOException {
    var latencies = new Latencies();
    read(file, (latency, histogram) -> latencies.of(latency).add(histogram));
    return latencies;
  }

  /**
   * Reads one latency back, second for second.
   *
   * @param startMillis when second 0 began
   * @throws IOException if there is no such file, or it is no such log
   */
  public static SortedMap<Integer, Histogram> readSeconds(
      Path file, Latency wanted, long startMillis) throws IOException {
    var seconds = new TreeMap<Integer, Histogram>();
    read(
        file,
        (latency, histogram) -> {
          if (latency == wanted) {
            // Of what was taken until a second's end, since the second that was taken before.
            long end = Math.round((histogram.getEndTimeStamp() - startMillis) / 1e3);
            seconds
                .computeIfAbsent(
                    (int) Math.max(0, end - 1), any -> new Histogram(Latencies.MOST_MICROS, 3))
                .add(histogram);
          }
        });
    return seconds;
  }

  private static void read(Path file, Line line) throws IOException {
    try (var reader = new HistogramLogReader(file.toFile())) {
      while (reader.hasNext()) {
        EncodableHistogram next = reader.nextIntervalHistogram();
        if (next instanceof Histogram histogram) {
          line.hear(latency(histogram.getTag(), file), histogram);
        }
      }
    } catch (FileNotFoundException e) {
      throw new IOException(file + ": there is no such histogram log.", e);
    } catch (IllegalArgumentException | ArrayIndexOutOfBoundsException e) {
      throw new IOException(file + " is no histogram log: " + e.getMessage(), e);
    }
  }

  private static Latency latency(String tag, Path file) throws IOException {
    for (Latency latency : Latency.values()) {
      if (latency.key().equals(tag)) {
        return latency;
      }
    }
    throw new IOException("%s: tag '%s' is no latency of wattmesh load.".formatted(file, tag));
  }

  @Override
  public void close() {
    writer.close();
  }
}
