package io.wattmesh.market.aggregation.horizon;

import io.wattmesh.grid.curve.CostCurve;

/**
 * What power is expected to be worth at the bus, and how that moves with what its stores do
 * together: price = expected - slope x injected. In the first interval the bus's other bids answer
 * to the price, too, so that it moves less.
 *
 * @param dollarsPerMwh expected price of each interval, $/MWh
 * @param slopeDollars by how much each W that is injected lowers it, $/MWh a W; above 0
 * @param others what the other bids of the bus add up to in the first interval
 */
public record BusOutlook(double[] dollarsPerMwh, double slopeDollars, CostCurve others) {
  private static final double WATTS_PER_MEGAWATT = 1e6;
  private static final int HALVINGS = 60;

  public BusOutlook {
    dollarsPerMwh = dollarsPerMwh.clone();
    if (!(slopeDollars > 0)) {
      throw new IllegalArgumentException(
          "A slope of %s $/MWh a W must be above 0.".formatted(slopeDollars));
    }
  }

  /**
   * How much stores inject together where the price meets what they ask: the z for which price(n z)
   * = rho (z - at), W a store.
   *
   * @param n how many stores there are
   */
  double meanPower(int interval, int n, double at, double rho) {
    double expected = dollarsPerMwh[interval];
    if (interval > 0 || others.size() == 1) {
      return (expected + rho * at) / (rho + slopeDollars * n);
    }
    // The price falls as z grows; bracketed by where all or none of the others' answer counts.
    double usual = othersWatts(expected);
    double most = slopeDollars * (others.maxMw() - others.minMw()) * WATTS_PER_MEGAWATT;
    double flat = rho * ((expected + rho * at) / (rho + slopeDollars * n) - at);
    double low = flat - most;
    double high = flat + most;
    for (int k = 0; k < HALVINGS; k++) {
      double price = (low + high) / 2;
      double injected = (expected - price) / slopeDollars + usual - othersWatts(price);
      if (n * (at + price / rho) < injected) {
        low = price;
      } else {
        high = price;
      }
    }
    return at + (low + high) / 2 / rho;
  }

  private double othersWatts(double price) {
    double middle = (others.leastResponseMw(price) + others.greatestResponseMw(price)) / 2;
    return middle * WATTS_PER_MEGAWATT;
  }
}
