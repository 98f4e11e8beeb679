package io.wattmesh.grid.curve;

import io.wattmesh.proto.model.BidCurve;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Integer bids from a seed, and what they answer by brute force. */
final class RandomBids {
  private static final MathContext DIGITS = new MathContext(60);

  private RandomBids() {}

  /** Few prices, so that breakpoints meet and cancel. */
  static BidCurve crowded(Random random) {
    return draw(random, 40, 12, false);
  }

  /** The same, in steps alone. */
  static BidCurve steps(Random random) {
    return draw(random, 40, 12, true);
  }

  /** Any price and power that a bid may have. */
  static BidCurve extreme(Random random) {
    return draw(random, 2 * BidCurve.MAX_PRICE_MICROS_PER_MWH, 2 * BidCurve.MAX_POWER_WATTS, false);
  }

  static List<BidCurve> many(int count, Random random, BidDraw draw) {
    List<BidCurve> bids = new ArrayList<>();
    for (int k = 0; k < count; k++) {
      bids.add(draw.draw(random));
    }
    return bids;
  }

  /** One of the ways to draw a bid. */
  interface BidDraw {
    BidCurve draw(Random random);
  }

  private static BidCurve draw(Random random, long prices, long powers, boolean steps) {
    int points = 1 + random.nextInt(5);
    long[] price = random.longs(points, -prices / 2, prices / 2).sorted().toArray();
    long[] power = random.longs(points, -powers / 2, powers / 2).sorted().toArray();
    for (int k = 1; k < points; k++) {
      boolean step = steps ? k % 2 == 1 : random.nextInt(3) == 0;
      if (step) {
        price[k] = price[k - 1];
      } else if (steps || random.nextInt(4) == 0) {
        power[k] = power[k - 1];
      }
    }
    return new BidCurve(power, price);
  }

  /** The exact least (or greatest) power in W that bids together answer to a price. */
  static BigDecimal watts(List<BidCurve> bids, BigDecimal priceMicros, boolean greatest) {
    BigDecimal sum = BigDecimal.ZERO;
    for (BidCurve bid : bids) {
      sum = sum.add(watts(bid, priceMicros, greatest));
    }
    return sum;
  }

  private static BigDecimal watts(BidCurve bid, BigDecimal price, boolean greatest) {
    int k = 0;
    while (k < bid.points() && passes(bid.priceMicrosPerMwh(k), price, greatest)) {
      k++;
    }
    if (k == 0 || k == bid.points()) {
      return BigDecimal.valueOf(k == 0 ? bid.minWatts() : bid.maxWatts());
    }
    BigDecimal rise = BigDecimal.valueOf(bid.priceMicrosPerMwh(k) - bid.priceMicrosPerMwh(k - 1));
    BigDecimal run = price.subtract(BigDecimal.valueOf(bid.priceMicrosPerMwh(k - 1)));
    BigDecimal width = BigDecimal.valueOf(bid.powerWatts(k) - bid.powerWatts(k - 1));
    return BigDecimal.valueOf(bid.powerWatts(k - 1)).add(width.multiply(run).divide(rise, DIGITS));
  }

  private static boolean passes(long point, BigDecimal price, boolean greatest) {
    int order = BigDecimal.valueOf(point).compareTo(price);
    return greatest ? order <= 0 : order < 0;
  }
}
