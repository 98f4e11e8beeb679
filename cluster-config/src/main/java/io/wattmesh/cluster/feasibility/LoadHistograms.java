package io.wattmesh.cluster.feasibility;

import io.wattmesh.cluster.market.UserErrorException;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.HdrHistogram.EncodableHistogram;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.HistogramLogReader;

/**
 * The histograms of a load's {@code latencies.hlog}, all lines of a tag added; values in micros.
 */
final class LoadHistograms {
  /** As the load's own: an hour in micros, three digits. */
  private static final long MOST_MICROS = 3_600_000_000L;

  private static final int DIGITS = 3;
  private static final int MOST_TAGS = 100;
  private static final int MICROS_DIGITS = 6;

  /** Times are rounded up, so that rounding passes nothing. */
  private static final int DECIMALS = 3;

  private final Path file;
  private final Map<String, Histogram> byTag;

  private LoadHistograms(Path file, Map<String, Histogram> byTag) {
    this.file = file;
    this.byTag = byTag;
  }

  /**
   * @throws UserErrorException if there is no such file, or it is no such log
   */
  static LoadHistograms read(Path file) throws IOException {
    if (!Files.isRegularFile(file)) {
      throw new UserErrorException(
          "%s is not there: without its histograms a load is not judged. Name a folder that"
                  .formatted(file)
              + " `wattmesh load` has finished.");
    }
    MeasuredRun.requireBounded(file);
    var byTag = new HashMap<String, Histogram>();
    try (var reader = new HistogramLogReader(file.toFile())) {
      while (reader.hasNext()) {
        EncodableHistogram next = reader.nextIntervalHistogram();
        if (next instanceof Histogram histogram && histogram.getTag() != null) {
          byTag
              .computeIfAbsent(histogram.getTag(), _ -> new Histogram(MOST_MICROS, DIGITS))
              .add(histogram);
        }
        if (byTag.size() > MOST_TAGS) {
          throw new UserErrorException(
              "%s has more than %d tags; a load writes fewer.".formatted(file, MOST_TAGS));
        }
      }
    } catch (IllegalArgumentException | ArrayIndexOutOfBoundsException e) {
      throw new UserErrorException(file + " is no histogram log: " + e.getMessage(), e);
    }
    return new LoadHistograms(file, byTag);
  }

  /** Of a latency, s; empty if nothing was recorded of it. */
  Optional<Quantiles> seconds(String tag) {
    return Optional.ofNullable(byTag.get(tag))
        .map(
            histogram ->
                new Quantiles(
                    seconds(histogram.getValueAtPercentile(50)),
                    seconds(histogram.getValueAtPercentile(99)),
                    seconds(histogram.getMaxValue()),
                    histogram.getTotalCount()));
  }

  private static BigDecimal seconds(long micros) {
    return BigDecimal.valueOf(micros, MICROS_DIGITS).setScale(DECIMALS, RoundingMode.CEILING);
  }

  /**
   * That results and histograms are of the same run.
   *
   * @throws UserErrorException if another number or greatest value was stated
   */
  void requireStated(String tag, long count, long maxMicros) {
    Histogram histogram = byTag.getOrDefault(tag, new Histogram(MOST_MICROS, DIGITS));
    if (histogram.getTotalCount() != count || (count > 0 && histogram.getMaxValue() != maxMicros)) {
      throw new UserErrorException(
          ("%s has %d of %s, at most %d us; results.json says %d, at most %d us: they are not of"
                  + " the same run, or one was changed.")
              .formatted(
                  file, histogram.getTotalCount(), tag, histogram.getMaxValue(), count, maxMicros));
    }
  }
}
