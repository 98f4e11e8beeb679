package io.wattmesh.cluster.feasibility;

import java.math.BigDecimal;

/**
 * What the application demands.
 *
 * @param controlSeconds the control loop's time constant
 * @param settlementSeconds the settlement window
 */
public record Limits(BigDecimal controlSeconds, BigDecimal settlementSeconds) {
  public Limits {
    Quantity.positive("the control loop's time constant (s)", controlSeconds);
    Quantity.positive("the settlement window (s)", settlementSeconds);
  }
}
