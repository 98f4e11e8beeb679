package io.wattmesh.cluster.feasibility;

import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** What a finished run measured of itself, in real time. */
public sealed interface Measured permits MeasuredRun, MeasuredLoad {
  /**
   * Reads the folder of a {@code wattmesh run}, or the folder of a {@code wattmesh load}, which has
   * a results.json.
   *
   * @throws io.wattmesh.cluster.market.UserErrorException if it is neither, or a file was changed
   *     or is malformed
   */
  static Measured read(Path folder) throws IOException {
    return Files.isRegularFile(folder.resolve(MeasuredLoad.RESULTS))
        ? MeasuredLoad.read(folder)
        : MeasuredRun.read(folder);
  }

  /**
   * From gate closure to the committed outcome, s. A commit of this log is final: the finality
   * beyond it is 0.
   */
  Quantiles latencySeconds();

  /** What was carried, transactions a second, which the limit is not below; if it was measured. */
  Optional<Quantiles> carriedTps();

  /** From the end of delivery to the commit of the payment, s; if it was measured. */
  Optional<Quantiles> paymentSeconds();

  /** What arrived on the whole; empty if that must be told. */
  Optional<Arrivals> arrivals();

  /**
   * What arrived in the worst moment of it; empty if that must be told, or there is no burst.
   *
   * @param seconds how long the moment is; if empty, what the run itself calls a burst
   */
  Optional<Arrivals> burst(Optional<BigDecimal> seconds);

  /** What a latency's sample is, and how many intervals there were. */
  String latencyWords();

  /** What a throughput's sample is. */
  String carriedWords();

  /** Intervals without a clearing among those that were judged. */
  int voidIntervals();
}
