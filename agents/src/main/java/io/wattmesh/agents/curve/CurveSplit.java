package io.wattmesh.agents.curve;

import io.wattmesh.proto.model.BidCurve;
import java.util.List;

/**
 * Splits a power over the curves that were added up, so that each part runs where its own curve
 * would at one common price; what is left at that price goes to the parts in order.
 */
public final class CurveSplit {
  private CurveSplit() {}

  /**
   * @param parts the curves that were added up
   * @param totalWatts what they shall reach together, W; beyond their reach it is cut to it
   * @return one power a part, W, in the parts' order; they add up to the (cut) total exactly
   */
  public static long[] split(List<BidCurve> parts, long totalWatts) {
    if (parts.size() == 1) {
      BidCurve only = parts.getFirst();
      return new long[] {Math.clamp(totalWatts, only.minWatts(), only.maxWatts())};
    }
    long price = marginalPriceMicros(parts, totalWatts);
    long[] watts = new long[parts.size()];
    long left = totalWatts;
    for (int k = 0; k < watts.length; k++) {
      watts[k] = highBelow(parts.get(k), price);
      left -= watts[k];
    }
    for (int k = 0; k < watts.length && left > 0; k++) {
      long more = Math.min(left, highAt(parts.get(k), price) - watts[k]);
      watts[k] += more;
      left -= more;
    }
    return watts;
  }

  /** The least price, micro-$/MWh, at which all parts together would reach the total. */
  private static long marginalPriceMicros(List<BidCurve> parts, long totalWatts) {
    long low = -BidCurve.MAX_PRICE_MICROS_PER_MWH;
    long high = BidCurve.MAX_PRICE_MICROS_PER_MWH;
    while (low < high) {
      long middle = Math.floorDiv(low + high, 2);
      long reach = 0;
      for (BidCurve part : parts) {
        reach += highAt(part, middle);
      }
      if (reach >= totalWatts) {
        high = middle;
      } else {
        low = middle + 1;
      }
    }
    return low;
  }

  private static long highAt(BidCurve part, long priceMicros) {
    return part.highWattsAt(priceMicros * BidCurve.PICOS_PER_MICRO);
  }

  /** Where a part stands before its price: from here to {@link #highAt} it may be filled. */
  private static long highBelow(BidCurve part, long priceMicros) {
    return priceMicros == -BidCurve.MAX_PRICE_MICROS_PER_MWH
        ? part.minWatts()
        : highAt(part, priceMicros - 1);
  }
}
