package io.wattmesh.agents.device;

/**
 * What consumption is worth to a household or business, as fractions of the market's price cap.
 * Nobody can bid above the cap, so it stands for the value of lost load.
 *
 * @param priceCapDollarsPerMwh the market's price cap
 */
public record LoadValue(double priceCapDollarsPerMwh) {
  /** Lights that can be dimmed: people begin to care at a tenth of the cap. */
  double elasticLowDollars() {
    return 0.1 * priceCapDollarsPerMwh;
  }

  double elasticHighDollars() {
    return 0.5 * priceCapDollarsPerMwh;
  }

  /** A car that must leave, a home that gets cold: dear, but not worth any price. */
  double urgentLowDollars() {
    return 0.3 * priceCapDollarsPerMwh;
  }

  double urgentHighDollars() {
    return 0.6 * priceCapDollarsPerMwh;
  }
}
