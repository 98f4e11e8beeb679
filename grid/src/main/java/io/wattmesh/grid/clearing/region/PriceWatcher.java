package io.wattmesh.grid.clearing.region;

import io.wattmesh.grid.clearing.ClearingEffort;

/**
 * Told of a region's own prices as clearing goes on, beside it: to see how early they would do.
 * What it hears is sent to nobody.
 */
@FunctionalInterface
public interface PriceWatcher {
  /**
   * After each ADMM round's exchange of copies, after each interior-point step, and when polish has
   * found an optimum, before the choice among several.
   *
   * @param soFar what clearing has taken by then, the same at every region
   * @param usdPerMwh price of each own bus in the order of their numbers, $/MWh
   */
  void onPrices(ClearingEffort soFar, double[] usdPerMwh);
}
