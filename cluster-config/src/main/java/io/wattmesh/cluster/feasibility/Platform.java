package io.wattmesh.cluster.feasibility;

import java.math.BigDecimal;

/**
 * What a ledger can do.
 *
 * @param throughputTps the most transactions a second that it commits, lastingly
 * @param latencySeconds from a transaction's submission to its commit
 * @param finalitySeconds from its commit until it can't be reversed; 0 where a commit is final
 */
public record Platform(
    BigDecimal throughputTps, BigDecimal latencySeconds, BigDecimal finalitySeconds) {
  public Platform {
    Quantity.positive("the throughput (transactions a second)", throughputTps);
    Quantity.notNegative("the latency (s)", latencySeconds);
    Quantity.notNegative("the finality (s)", finalitySeconds);
  }
}
