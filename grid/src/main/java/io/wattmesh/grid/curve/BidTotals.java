package io.wattmesh.grid.curve;

import io.wattmesh.proto.model.BidCurve;

/**
 * The ends of a sum of bids, and its cost at the first end.
 *
 * <p>Costs are kept in whole dollars an hour and 2^-40 parts of one: each bid's cost is rounded
 * once, and sums of costs do not depend on order.
 *
 * @param firstWatts least power of the sum
 * @param lastWatts greatest power of the sum
 * @param costDollars whole $/h of the cost at the first end
 * @param costParts 2^-40 $/h of it
 */
record BidTotals(long firstWatts, long lastWatts, long costDollars, long costParts) {
  static final BidTotals NONE = new BidTotals(0, 0, 0, 0);

  private static final double PARTS = 0x1p40;

  /** Watts times micro-$/MWh, in $/h. */
  private static final double USD_PER_HOUR = 1e-12;

  BidTotals {
    // Widths must fit too: the jumps of a sum add up to no more than this.
    Math.subtractExact(lastWatts, firstWatts);
  }

  /**
   * @throws ArithmeticException if a sum leaves the range of a long
   */
  BidTotals plus(BidTotals other) {
    return new BidTotals(
        Math.addExact(firstWatts, other.firstWatts),
        Math.addExact(lastWatts, other.lastWatts),
        Math.addExact(costDollars, other.costDollars),
        Math.addExact(costParts, other.costParts));
  }

  BidTotals minus(BidTotals other) {
    return new BidTotals(
        Math.subtractExact(firstWatts, other.firstWatts),
        Math.subtractExact(lastWatts, other.lastWatts),
        Math.subtractExact(costDollars, other.costDollars),
        Math.subtractExact(costParts, other.costParts));
  }

  static BidTotals of(BidCurve bid) {
    double cost = firstCostUsdPerHour(bid);
    double whole = Math.floor(cost);
    return new BidTotals(
        bid.minWatts(), bid.maxWatts(), (long) whole, Math.round((cost - whole) * PARTS));
  }

  /** As {@link CostCurve#ofPoints} has it: nothing costs nothing, what must run is one block. */
  private static double firstCostUsdPerHour(BidCurve bid) {
    int last = bid.points() - 1;
    if (bid.minWatts() > 0) {
      return (double) bid.minWatts() * bid.priceMicrosPerMwh(0) * USD_PER_HOUR;
    }
    double cost = 0;
    for (int k = 1; k <= last && bid.powerWatts(k - 1) < 0; k++) {
      double width = bid.powerWatts(k) - bid.powerWatts(k - 1);
      double taken = Math.min(width, (double) -bid.powerWatts(k - 1));
      double rise = bid.priceMicrosPerMwh(k) - bid.priceMicrosPerMwh(k - 1);
      double climbed = width > 0 ? 0.5 * rise * taken / width : 0;
      cost += taken * (bid.priceMicrosPerMwh(k - 1) + climbed);
    }
    double block = bid.maxWatts() < 0 ? (double) bid.maxWatts() * bid.priceMicrosPerMwh(last) : 0;
    return (block - cost) * USD_PER_HOUR;
  }

  double costUsdPerHour() {
    return costDollars + costParts / PARTS;
  }
}
