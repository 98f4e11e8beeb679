package io.wattmesh.agents.device;

import java.util.Arrays;

/** Expected prices, so that what can wait knows what waiting is worth. */
@FunctionalInterface
public interface PriceOutlook {
  int SECONDS_PER_HOUR = 3_600;

  /**
   * The price expected in the hour that holds a moment, $/MWh.
   *
   * @param localSeconds seconds since 1970 on the local clock
   */
  double dollarsPerMwhAt(long localSeconds);

  /** The expected prices of the coming hours, the current one among them, cheapest first. */
  default double[] sortedHours(long localSeconds, int hours) {
    double[] prices = new double[hours];
    for (int k = 0; k < hours; k++) {
      prices[k] = dollarsPerMwhAt(localSeconds + (long) k * SECONDS_PER_HOUR);
    }
    Arrays.sort(prices);
    return prices;
  }
}
