package io.wattmesh.cluster.feasibility;

import java.math.BigDecimal;
import java.util.List;

/**
 * Measured samples, from the best to the worst.
 *
 * @param bestFirst at least one
 */
public record Spread(List<BigDecimal> bestFirst) {
  public Spread {
    bestFirst = List.copyOf(bestFirst);
    if (bestFirst.isEmpty()) {
      throw new IllegalArgumentException("A spread has at least one sample; give some.");
    }
  }

  /** Of times, where less is better. */
  static Spread ofTimes(List<BigDecimal> times) {
    return new Spread(times.stream().sorted().toList());
  }

  /** Of rates, where more is better: p99 is the rate that 99 of 100 reach. */
  static Spread ofRates(List<BigDecimal> rates) {
    return new Spread(rates.stream().sorted().toList().reversed());
  }

  /** By the nearest rank: the least sample that so many of a hundred are no worse than. */
  public BigDecimal at(Quantile quantile) {
    int rank = Math.ceilDiv(bestFirst.size() * quantile.perCent(), 100);
    return bestFirst.get(rank - 1);
  }

  Quantiles quantiles() {
    return new Quantiles(at(Quantile.P50), at(Quantile.P99), at(Quantile.MAX), bestFirst.size());
  }
}
