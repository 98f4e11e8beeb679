package io.wattmesh.agents.strategy;

import java.util.Arrays;
import java.util.concurrent.atomic.AtomicReferenceArray;

/**
 * One array for all who expect the same: whoever began alike and heard the same prices does, and
 * most at one bus have. It remembers some thousands of the last arrays; one that it has forgotten
 * is merely kept twice. Which of two equal arrays somebody has makes no difference to what they do.
 */
final class SharedPrices {
  private static final int SLOTS = 1 << 12;
  private static final AtomicReferenceArray<double[]> RECENT = new AtomicReferenceArray<>(SLOTS);

  private SharedPrices() {}

  /**
   * @param prices which nobody changes from now on
   * @return an array of the same numbers, bit by bit
   */
  static double[] share(double[] prices) {
    int hash = Arrays.hashCode(prices);
    int slot = (hash ^ (hash >>> 16)) & (SLOTS - 1);
    double[] known = RECENT.get(slot);
    if (Arrays.equals(known, prices)) {
      return known;
    }
    RECENT.set(slot, prices);
    return prices;
  }
}
