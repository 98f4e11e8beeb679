package io.wattmesh.grid.curve;

import io.wattmesh.proto.model.BidCurve;
import java.util.Arrays;

/** Collects the breakpoints of many bids in primitive arrays, then sorts and adds them once. */
public final class BidAccumulator {
  private static final int START = 1024;

  private BidTotals totals = BidTotals.NONE;
  private int count;
  private long[] prices = new long[START];

  /** Width and rise of the piece of each breakpoint, side by side: they are read together. */
  private long[] pieces = new long[2 * START];

  /**
   * Adds a bid.
   *
   * @throws ArithmeticException if the powers or costs add up to more than a long holds
   */
  public void add(BidCurve bid) {
    totals = totals.plus(BidTotals.of(bid));
    BidBreakpoints.visit(bid, this::take);
  }

  private void take(long price, long widthWatts, long rise) {
    if (count == prices.length) {
      int more = Math.multiplyExact(2, count);
      prices = Arrays.copyOf(prices, more);
      pieces = Arrays.copyOf(pieces, Math.multiplyExact(2, more));
    }
    prices[count] = price;
    pieces[2 * count] = widthWatts;
    pieces[2 * count + 1] = rise;
    count++;
  }

  /** The sum of all bids added so far. */
  public BidSum sum() {
    PriceOrder order = PriceOrder.of(Arrays.copyOf(prices, count), count);
    int distinct = distinct(order);
    long[] sumPrices = new long[distinct];
    int[] sumPieces = new int[distinct];
    long[] terms = new long[Math.multiplyExact(distinct, Terms.SIZE)];
    int row = -1;
    for (int k = 0; k < count; k++) {
      long price = order.key(k);
      if (k == 0 || price != sumPrices[row]) {
        sumPrices[++row] = price;
      }
      sumPieces[row]++;
      int piece = 2 * order.origin(k);
      BidBreakpoints.addTerms(terms, row * Terms.SIZE, price, pieces[piece], pieces[piece + 1]);
    }
    return new BidSum(totals, sumPrices, sumPieces, terms);
  }

  private int distinct(PriceOrder order) {
    int distinct = 0;
    for (int k = 0; k < count; k++) {
      if (k == 0 || order.key(k) != order.key(k - 1)) {
        distinct++;
      }
    }
    return distinct;
  }
}
