package io.wattmesh.grid.curve;

import io.wattmesh.proto.model.BidCurve;
import java.util.Arrays;

/**
 * The horizontal sum of integer bids, or of such sums: a node of a tree of aggregators.
 *
 * <p>Adding is exact, so order and grouping do not matter to the last bit: a tree of partial sums
 * equals the flat sum. Two roundings are left. Inside a slope the sum lies low by less than 2^-64 W
 * times the slope's rise in micro-$/MWh, for each bid sloping there (see {@link Terms}; a million
 * bids that slope over 100 $/MWh stay within 6e-6 W). And {@link #costCurve} rounds each point to
 * doubles.
 *
 * <p>Adding n points from scratch takes O(n log n), adding sums of n breakpoints O(n).
 */
public final class BidSum {
  /** Nobody bids. */
  public static final BidSum NONE =
      new BidSum(BidTotals.NONE, new long[0], new int[0], new long[0]);

  private final BidTotals totals;

  /** Breakpoint prices in micro-$/MWh, strictly rising. */
  private final long[] prices;

  /** How many pieces of bids start or end at each price. */
  private final int[] pieces;

  /** {@link Terms} of each price. */
  private final long[] terms;

  /** Takes over the arrays; only the leading rows of pieces and terms that prices has count. */
  BidSum(BidTotals totals, long[] prices, int[] pieces, long[] terms) {
    this.totals = totals;
    this.prices = prices;
    this.pieces = pieces;
    this.terms = terms;
  }

  /**
   * The sum of bids.
   *
   * @throws ArithmeticException if their powers or costs add up to more than a long holds
   */
  public static BidSum of(Iterable<BidCurve> bids) {
    BidAccumulator accumulator = new BidAccumulator();
    bids.forEach(accumulator::add);
    return accumulator.sum();
  }

  /**
   * This sum and another together.
   *
   * @throws ArithmeticException if their powers or costs add up to more than a long holds
   */
  public BidSum plus(BidSum other) {
    BidTotals both = totals.plus(other.totals);
    int most = prices.length + other.prices.length;
    long[] mergedPrices = new long[most];
    int[] mergedPieces = new int[most];
    long[] mergedTerms = new long[Math.multiplyExact(most, Terms.SIZE)];
    int n = 0;
    int a = 0;
    int b = 0;
    while (a < prices.length || b < other.prices.length) {
      long mine = a < prices.length ? prices[a] : Long.MAX_VALUE;
      long theirs = b < other.prices.length ? other.prices[b] : Long.MAX_VALUE;
      mergedPrices[n] = Math.min(mine, theirs);
      if (mine <= theirs) {
        copy(this, a++, mergedPieces, mergedTerms, n);
      }
      if (theirs <= mine) {
        copy(other, b++, mergedPieces, mergedTerms, n);
      }
      n++;
    }
    return new BidSum(both, Arrays.copyOf(mergedPrices, n), mergedPieces, mergedTerms);
  }

  private static void copy(BidSum from, int k, int[] pieces, long[] terms, int n) {
    pieces[n] += from.pieces[k];
    Terms.add(terms, n * Terms.SIZE, from.terms, k * Terms.SIZE);
  }

  /** The sum as a convex cost in MW and $/MWh. */
  public CostCurve costCurve() {
    CurveWriter writer = new CurveWriter(totals, prices.length);
    for (int k = 0; k < prices.length; k++) {
      writer.add(prices[k], terms, k * Terms.SIZE);
    }
    return writer.toCurve();
  }

  BidTotals totals() {
    return totals;
  }

  /** The number of distinct breakpoint prices. */
  public int size() {
    return prices.length;
  }

  long price(int row) {
    return prices[row];
  }

  int pieces(int row) {
    return pieces[row];
  }

  long[] terms() {
    return terms;
  }

  @Override
  public boolean equals(Object other) {
    int rows = prices.length;
    return other instanceof BidSum sum
        && totals.equals(sum.totals)
        && Arrays.equals(prices, sum.prices)
        && Arrays.equals(pieces, 0, rows, sum.pieces, 0, rows)
        && Arrays.equals(terms, 0, rows * Terms.SIZE, sum.terms, 0, rows * Terms.SIZE);
  }

  @Override
  public int hashCode() {
    return 31 * totals.hashCode() + Arrays.hashCode(prices);
  }

  @Override
  public String toString() {
    return "BidSum[%d..%d W, %d prices]"
        .formatted(totals.firstWatts(), totals.lastWatts(), prices.length);
  }
}
