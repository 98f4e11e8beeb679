package io.wattmesh.grid.curve;

import io.wattmesh.proto.model.BidCurve;
import java.util.ArrayList;
import java.util.List;

/**
 * The bids of a bus and their sum, kept while single bids change.
 *
 * <p>Of n breakpoints, replacing a bid takes O(log n) for each of its points, the power at a price
 * O(log n), the whole curve O(n). All answers are those of a {@link BidSum} of the same bids, to
 * the last bit. Not safe for use by several threads.
 */
public final class CurveIndex {
  private static final double PER_MEGA = 1e6;
  private static final double END_USD_PER_MWH = BidCurve.MAX_PRICE_MICROS_PER_MWH / PER_MEGA + 1;

  private final List<BidCurve> bids;
  private final BreakpointTree breakpoints;
  private final long[] sum = new long[Terms.SIZE];
  private BidTotals totals;

  /**
   * @param bids the bids that are there; each keeps its position as its number
   * @throws ArithmeticException if the powers or costs add up to more than a long holds
   */
  public CurveIndex(List<BidCurve> bids) {
    this(bids, BidTotals.NONE);
  }

  /** With other bids, which do not answer to prices, already counted. */
  CurveIndex(List<BidCurve> bids, BidTotals others) {
    this.bids = new ArrayList<>(bids);
    BidSum all = BidSum.of(bids);
    this.totals = all.totals().plus(others);
    this.breakpoints = new BreakpointTree(all);
  }

  public int size() {
    return bids.size();
  }

  public BidCurve bid(int number) {
    return bids.get(number);
  }

  /**
   * Adds a bid.
   *
   * @return its number
   * @throws ArithmeticException if the sum would leave the range of a long; nothing has changed
   */
  public int add(BidCurve bid) {
    totals = totals.plus(BidTotals.of(bid));
    BidBreakpoints.visit(bid, breakpoints::add);
    bids.add(bid);
    return bids.size() - 1;
  }

  /**
   * Puts another bid in a bid's place; {@link BidCurve#fixed} of zero takes it out of the sum.
   *
   * @return the bid that was there
   * @throws ArithmeticException if the sum would leave the range of a long; nothing has changed
   */
  public BidCurve replace(int number, BidCurve bid) {
    BidCurve old = bids.get(number);
    totals = totals.minus(BidTotals.of(old)).plus(BidTotals.of(bid));
    BidBreakpoints.visit(old, breakpoints::remove);
    BidBreakpoints.visit(bid, breakpoints::add);
    bids.set(number, bid);
    return old;
  }

  /** The least power in W, rounded down, with which the bids together answer a price. */
  public long lowWattsAt(long priceMicrosPerMwh) {
    long jump = breakpoints.sumUpTo(priceMicrosPerMwh, sum);
    return wattsWithJumps(priceMicrosPerMwh) - jump;
  }

  /** The greatest power in W, rounded up, with which the bids together answer a price. */
  public long highWattsAt(long priceMicrosPerMwh) {
    breakpoints.sumUpTo(priceMicrosPerMwh, sum);
    boolean whole = Terms.wattFraction(sum, 0, priceMicrosPerMwh) == 0;
    return wattsWithJumps(priceMicrosPerMwh) + (whole ? 0 : 1);
  }

  private long wattsWithJumps(long priceMicrosPerMwh) {
    return totals.firstWatts() + sum[Terms.JUMP] + Terms.wholeWatts(sum, 0, priceMicrosPerMwh);
  }

  /** The smallest injection in MW that is a best answer to a price in $/MWh. */
  public double leastResponseMw(double priceUsdPerMwh) {
    double price = inRange(priceUsdPerMwh);
    long micros = microsBelow(price);
    if (micros / PER_MEGA != price) {
      return between(micros, price);
    }
    long jump = breakpoints.sumUpTo(micros, sum);
    return CurveWriter.megawatts(wattsWithJumps(micros) - jump, Terms.wattFraction(sum, 0, micros));
  }

  /** The largest injection in MW that is a best answer to a price in $/MWh. */
  public double greatestResponseMw(double priceUsdPerMwh) {
    double price = inRange(priceUsdPerMwh);
    long micros = microsBelow(price);
    if (micros / PER_MEGA != price) {
      return between(micros, price);
    }
    breakpoints.sumUpTo(micros, sum);
    return CurveWriter.megawatts(wattsWithJumps(micros), Terms.wattFraction(sum, 0, micros));
  }

  /** Between two whole micro-prices nothing starts or ends. */
  private double between(long micros, double priceUsdPerMwh) {
    breakpoints.sumUpTo(micros, sum);
    double run = priceUsdPerMwh * PER_MEGA - micros;
    double watts = wattsWithJumps(micros) + Terms.unit(Terms.wattFraction(sum, 0, micros));
    return (watts + Terms.rate(sum, 0) * run) / PER_MEGA;
  }

  /** Beyond every price that a bid may name all answers are the same. */
  private static double inRange(double priceUsdPerMwh) {
    return Math.clamp(priceUsdPerMwh, -END_USD_PER_MWH, END_USD_PER_MWH);
  }

  /** The greatest whole micro-price that is not above a price. */
  private static long microsBelow(double priceUsdPerMwh) {
    double micros = Math.rint(priceUsdPerMwh * PER_MEGA);
    return (long) (micros / PER_MEGA <= priceUsdPerMwh ? micros : micros - 1);
  }

  /** The sum as a convex cost in MW and $/MWh. */
  public CostCurve costCurve() {
    CurveWriter writer = new CurveWriter(totals, breakpoints.size());
    breakpoints.writeTo(writer);
    return writer.toCurve();
  }

  int height() {
    return breakpoints.height();
  }
}
