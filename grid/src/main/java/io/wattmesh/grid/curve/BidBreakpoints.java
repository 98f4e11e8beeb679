package io.wattmesh.grid.curve;

import io.wattmesh.proto.model.BidCurve;

/** The breakpoints of one bid: two a slope, one a step, none where the power stays. */
final class BidBreakpoints {
  /** Takes breakpoints. */
  interface Sink {
    /**
     * @param price where, micro-$/MWh
     * @param widthWatts of the piece that starts or ends here, positive
     * @param rise 0 for a step; for a slope how far its price rises from here, negative at its end
     */
    void take(long price, long widthWatts, long rise);
  }

  private BidBreakpoints() {}

  static void visit(BidCurve bid, Sink sink) {
    long price = bid.priceMicrosPerMwh(0);
    long power = bid.powerWatts(0);
    for (int k = 1; k < bid.points(); k++) {
      long nextPrice = bid.priceMicrosPerMwh(k);
      long nextPower = bid.powerWatts(k);
      long width = nextPower - power;
      long rise = nextPrice - price;
      if (width > 0) {
        sink.take(price, width, rise);
        if (rise > 0) {
          sink.take(nextPrice, width, -rise);
        }
      }
      price = nextPrice;
      power = nextPower;
    }
  }

  /** Adds what a breakpoint contributes. */
  static void addTerms(long[] to, int at, long price, long widthWatts, long rise) {
    if (rise == 0) {
      Terms.addStep(to, at, widthWatts);
    } else if (rise > 0) {
      Terms.addSlope(to, at, price, widthWatts, rise, false);
    } else {
      Terms.addSlope(to, at, price + rise, widthWatts, -rise, true);
    }
  }
}
