package io.wattmesh.agents.curve;

import io.wattmesh.proto.model.BidCurve;
import java.util.Arrays;
import java.util.List;

/**
 * The horizontal sum of curves: at each price the powers add up.
 *
 * <p>The sum has a point wherever a part has one. At a price where a part has a vertex, that part's
 * powers are taken exactly; where a price falls inside a sloping piece of a part, its power there
 * is rounded down to a W. So sums of step curves are exact, as are both ends of every sum; on
 * slopes the sum lies below the exact one by less than 1 W for each part, and never falls.
 */
public final class CurveSum {
  private final List<BidCurve> parts;
  private final long[] powerWatts;
  private final long[] priceMicrosPerMwh;
  private int points;

  private CurveSum(List<BidCurve> parts, int prices) {
    this.parts = parts;
    this.powerWatts = new long[2 * prices];
    this.priceMicrosPerMwh = new long[2 * prices];
  }

  /**
   * @throws IllegalArgumentException if the sum would have more than {@link BidCurve#MAX_POINTS}
   */
  public static BidCurve of(List<BidCurve> parts) {
    long[] prices = vertexPrices(parts);
    if (prices.length == 0) {
      return BidCurve.fixed(parts.stream().mapToLong(BidCurve::minWatts).sum());
    }
    var sum = new CurveSum(parts, prices.length);
    for (long price : prices) {
      sum.addPointsAt(price);
    }
    return sum.toCurve();
  }

  /** The prices at which any part bends, rising, each once. */
  private static long[] vertexPrices(List<BidCurve> parts) {
    long[] prices = new long[parts.stream().mapToInt(BidCurve::points).sum()];
    int count = 0;
    for (BidCurve part : parts) {
      for (int k = 0; k < part.points() && !isFixed(part); k++) {
        prices[count++] = part.priceMicrosPerMwh(k);
      }
    }
    Arrays.sort(prices, 0, count);
    int distinct = 0;
    for (int k = 0; k < count; k++) {
      if (k == 0 || prices[k] != prices[distinct - 1]) {
        prices[distinct++] = prices[k];
      }
    }
    return Arrays.copyOf(prices, distinct);
  }

  private static boolean isFixed(BidCurve part) {
    return part.minWatts() == part.maxWatts();
  }

  private void addPointsAt(long priceMicros) {
    long pricePicos = priceMicros * BidCurve.PICOS_PER_MICRO;
    long low = 0;
    long high = 0;
    for (BidCurve part : parts) {
      long partLow = part.lowWattsAt(pricePicos);
      low += partLow;
      // Only at a vertex may low and high differ; on a slope they would by the rounding alone.
      high += hasVertexAt(part, priceMicros) ? part.highWattsAt(pricePicos) : partLow;
    }
    add(low, priceMicros);
    if (high > low) {
      add(high, priceMicros);
    }
  }

  private static boolean hasVertexAt(BidCurve part, long priceMicros) {
    for (int k = 0; k < part.points(); k++) {
      if (part.priceMicrosPerMwh(k) == priceMicros) {
        return true;
      }
    }
    return false;
  }

  private void add(long watts, long priceMicros) {
    powerWatts[points] = watts;
    priceMicrosPerMwh[points] = priceMicros;
    points++;
  }

  private BidCurve toCurve() {
    if (points > BidCurve.MAX_POINTS) {
      throw new IllegalArgumentException(
          "The sum of %d curves has %d points, a bid may have %d. Use fewer points a device, or"
                  .formatted(parts.size(), points, BidCurve.MAX_POINTS)
              + " prices in common.");
    }
    return new BidCurve(
        Arrays.copyOf(powerWatts, points), Arrays.copyOf(priceMicrosPerMwh, points));
  }
}
