package io.wattmesh.cluster.feasibility;

import java.math.BigDecimal;

/**
 * What is judged of many measured samples: that which half of them, 99 of 100, and all of them are
 * no worse than.
 *
 * @param samples how many there were, at least one
 */
public record Quantiles(BigDecimal p50, BigDecimal p99, BigDecimal worst, long samples) {
  public Quantiles {
    if (samples < 1) {
      throw new IllegalArgumentException(
          "Quantiles of %d samples say nothing; give some.".formatted(samples));
    }
  }

  public BigDecimal at(Quantile quantile) {
    return switch (quantile) {
      case P50 -> p50;
      case P99 -> p99;
      case MAX -> worst;
    };
  }
}
