package io.wattmesh.cluster.compare;

import java.util.Arrays;

/**
 * Times from a transaction's arrival, s, by the nearest rank; NaN where there is no sample.
 *
 * @param samples how many transactions were looked at
 */
public record Times(double mean, double p50, double p99, double max, int samples) {
  static Times of(double[] seconds) {
    double[] sorted = seconds.clone();
    Arrays.sort(sorted);
    return sorted.length == 0
        ? new Times(Double.NaN, Double.NaN, Double.NaN, Double.NaN, 0)
        : new Times(
            Arrays.stream(sorted).average().orElseThrow(),
            atRank(sorted, 50),
            atRank(sorted, 99),
            sorted[sorted.length - 1],
            sorted.length);
  }

  private static double atRank(double[] sorted, int perCent) {
    return sorted[Math.toIntExact(Math.ceilDiv((long) sorted.length * perCent, 100L)) - 1];
  }
}
