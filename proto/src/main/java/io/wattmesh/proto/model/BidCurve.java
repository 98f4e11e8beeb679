package io.wattmesh.proto.model;

import java.math.BigInteger;
import java.util.Arrays;

/**
 * A participant's marginal price over its net injection, for one interval: a polyline of points
 * (power in W, price in micro-$/MWh), both never falling from point to point.
 *
 * <pre>
 *   price |            :            injection is positive (an offer sells),
 *         |        o---o            withdrawal negative (a bid buys);
 *         |       /                 a horizontal piece is a step (any power at one price),
 *         |   o--o                  a vertical piece a range of prices for one power.
 *         |   :
 *         +---+---+----+--- power   Below the first point the power is the first point's,
 *            min      max           above the last it is the last point's.
 * </pre>
 *
 * <p>The response to a price is set-valued: {@link #lowWattsAt} and {@link #highWattsAt} give its
 * ends. A single point is a fixed (inelastic) power. Prices of the response methods are in
 * pico-$/MWh (1e-12), as in the clearing certificate.
 */
public final class BidCurve {
  /** The most points that one participant's curve may have. */
  public static final int MAX_POINTS = 64;

  /** What standing for a bid in a market may add to its curve: a step at each end. */
  public static final int MAX_STANDING_POINTS = MAX_POINTS + 4;

  /** Powers beyond 1 TW are refused, so that sums and products stay in range. */
  public static final long MAX_POWER_WATTS = 1_000_000_000_000L;

  /** Prices beyond 1,000,000 $/MWh are refused. */
  public static final long MAX_PRICE_MICROS_PER_MWH = 1_000_000_000_000L;

  public static final long PICOS_PER_MICRO = 1_000_000L;

  private final long[] powerWatts;
  private final long[] priceMicrosPerMwh;

  /**
   * @param powerWatts net injection at each point, W, never falling
   * @param priceMicrosPerMwh marginal price at each point, micro-$/MWh, never falling
   * @throws IllegalArgumentException if the curve is empty, too long, out of range or falls
   */
  public BidCurve(long[] powerWatts, long[] priceMicrosPerMwh) {
    this(powerWatts, priceMicrosPerMwh, MAX_POINTS);
  }

  private BidCurve(long[] powerWatts, long[] priceMicrosPerMwh, int mostPoints) {
    this.powerWatts = powerWatts.clone();
    this.priceMicrosPerMwh = priceMicrosPerMwh.clone();
    int points = this.powerWatts.length;
    if (points == 0 || points > mostPoints || points != this.priceMicrosPerMwh.length) {
      throw new IllegalArgumentException(
          "A bid curve has 1 to %d points with one price each; this has %d powers and %d prices."
              .formatted(mostPoints, points, this.priceMicrosPerMwh.length));
    }
    for (int k = 0; k < points; k++) {
      requireRange(k);
      if (k > 0) {
        requireMonotone(k);
      }
    }
  }

  /**
   * A curve that may have as many points as one that stands.
   *
   * @throws IllegalArgumentException if it is empty, too long, out of range or falls
   */
  public static BidCurve ofStanding(long[] powerWatts, long[] priceMicrosPerMwh) {
    return new BidCurve(powerWatts, priceMicrosPerMwh, MAX_STANDING_POINTS);
  }

  /** A power that does not answer to any price. */
  public static BidCurve fixed(long powerWatts) {
    return new BidCurve(new long[] {powerWatts}, new long[] {0});
  }

  private void requireRange(int k) {
    if (!isWithin(powerWatts[k], MAX_POWER_WATTS)
        || !isWithin(priceMicrosPerMwh[k], MAX_PRICE_MICROS_PER_MWH)) {
      throw new IllegalArgumentException(
          "Point %d (%d W, %d micro-$/MWh) lies beyond +-%d W or +-%d micro-$/MWh."
              .formatted(
                  k,
                  powerWatts[k],
                  priceMicrosPerMwh[k],
                  MAX_POWER_WATTS,
                  MAX_PRICE_MICROS_PER_MWH));
    }
  }

  private static boolean isWithin(long value, long max) {
    return -max <= value && value <= max;
  }

  private void requireMonotone(int k) {
    if (powerWatts[k] < powerWatts[k - 1] || priceMicrosPerMwh[k] < priceMicrosPerMwh[k - 1]) {
      throw new IllegalArgumentException(
          ("Point %d (%d W, %d micro-$/MWh) falls below point %d (%d W, %d micro-$/MWh): power and"
                  + " price must never fall. Sort the points by power and remove the fall.")
              .formatted(
                  k,
                  powerWatts[k],
                  priceMicrosPerMwh[k],
                  k - 1,
                  powerWatts[k - 1],
                  priceMicrosPerMwh[k - 1]));
    }
  }

  public int points() {
    return powerWatts.length;
  }

  public long powerWatts(int point) {
    return powerWatts[point];
  }

  public long priceMicrosPerMwh(int point) {
    return priceMicrosPerMwh[point];
  }

  public long minWatts() {
    return powerWatts[0];
  }

  public long maxWatts() {
    return powerWatts[powerWatts.length - 1];
  }

  /**
   * The least net injection, in W rounded down, with which this curve answers a price; vertices
   * strictly below the price are passed, a vertex at the price is not.
   *
   * @param pricePicosPerMwh price in pico-$/MWh
   */
  public long lowWattsAt(long pricePicosPerMwh) {
    return between(notBelow(pricePicosPerMwh), pricePicosPerMwh, false);
  }

  /** The greatest net injection, in W rounded up, with which this curve answers a price. */
  public long highWattsAt(long pricePicosPerMwh) {
    return between(above(pricePicosPerMwh), pricePicosPerMwh, true);
  }

  /** The first point whose price is not below this one; as many as there are if none is. */
  private int notBelow(long pricePicosPerMwh) {
    int k = 0;
    while (k < points() && pricePicos(k) < pricePicosPerMwh) {
      k++;
    }
    return k;
  }

  /** The first point whose price is above this one; as many as there are if none is. */
  private int above(long pricePicosPerMwh) {
    int k = 0;
    while (k < points() && pricePicos(k) <= pricePicosPerMwh) {
      k++;
    }
    return k;
  }

  /** The power at a price between point k-1 and point k, where k is the first point not passed. */
  private long between(int k, long pricePicosPerMwh, boolean up) {
    if (k == 0) {
      return minWatts();
    }
    if (k == points()) {
      return maxWatts();
    }
    long width = powerWatts[k] - powerWatts[k - 1];
    long rise = pricePicos(k) - pricePicos(k - 1);
    long run = pricePicosPerMwh - pricePicos(k - 1);
    if (width == 0 || run == 0) {
      return powerWatts[k - 1];
    }
    return powerWatts[k - 1] + mulDiv(width, run, rise, up);
  }

  private long pricePicos(int k) {
    return priceMicrosPerMwh[k] * PICOS_PER_MICRO;
  }

  /** a * b / c for non-negative a and b and positive c, rounded down or up, in 128 bits. */
  private static long mulDiv(long a, long b, long c, boolean up) {
    long high = Math.multiplyHigh(a, b);
    long low = a * b;
    if (high == 0 && low >= 0) {
      return up ? Math.ceilDiv(low, c) : low / c;
    }
    BigInteger[] parts =
        BigInteger.valueOf(a)
            .multiply(BigInteger.valueOf(b))
            .divideAndRemainder(BigInteger.valueOf(c));
    return parts[0].longValueExact() + (up && parts[1].signum() != 0 ? 1 : 0);
  }

  /**
   * This curve as it counts in a market whose prices have bounds. Its response to every price
   * between them stays as it is (to less than 1 W on a slope that a bound cuts); at the bounds it
   * reaches zero. A withdrawal that must be served can be shed at the cap, an injection that must
   * run can be spilled at the floor, and what is offered above the cap, or asked for below the
   * floor, is left out. So the bids of any bus can be answered with nothing at all, and scarcity
   * and surplus have a price.
   *
   * <pre>
   *   cap   . . . . o--o            a fixed withdrawal as it stands
   *                 |
   *                 o  0
   * </pre>
   *
   * @param floorMicrosPerMwh the market's lowest price, micro-$/MWh
   * @param capMicrosPerMwh the market's highest price, micro-$/MWh: the value of lost load
   * @return a curve of at most two points more, whose range holds 0
   */
  public BidCurve standing(long floorMicrosPerMwh, long capMicrosPerMwh) {
    var points = new Points(points() + 4);
    long floorPicos = floorMicrosPerMwh * PICOS_PER_MICRO;
    long capPicos = capMicrosPerMwh * PICOS_PER_MICRO;
    boolean below = priceMicrosPerMwh[0] < floorMicrosPerMwh;
    long leastWatts = below ? between(notBelow(floorPicos), floorPicos, true) : minWatts();
    if (leastWatts > 0) {
      points.add(0, floorMicrosPerMwh);
    }
    if (leastWatts > 0 || below) {
      points.add(leastWatts, floorMicrosPerMwh);
    }
    for (int k = 0; k < points(); k++) {
      if (priceMicrosPerMwh[k] >= floorMicrosPerMwh && priceMicrosPerMwh[k] <= capMicrosPerMwh) {
        points.add(powerWatts[k], priceMicrosPerMwh[k]);
      }
    }
    boolean above = priceMicrosPerMwh[points() - 1] > capMicrosPerMwh;
    long mostWatts = above ? between(above(capPicos), capPicos, false) : maxWatts();
    // On a slope through both bounds, rounding inwards may have crossed.
    mostWatts = Math.max(mostWatts, leastWatts);
    if (mostWatts < 0 || above) {
      points.add(mostWatts, capMicrosPerMwh);
    }
    if (mostWatts < 0) {
      points.add(0, capMicrosPerMwh);
    }
    return points.toCurve();
  }

  /**
   * This curve and a scheduled power as they stand together: the sum of {@link #standing} and a
   * step of the scheduled power, a withdrawal at the cap or an injection at the floor. Of the
   * schedule, too, so much can be shed or spilled as must be, and no less is done at any price
   * between the bounds.
   *
   * @param scheduledWatts net injection, W
   */
  public BidCurve standingWith(long scheduledWatts, long floorMicrosPerMwh, long capMicrosPerMwh) {
    BidCurve own = standing(floorMicrosPerMwh, capMicrosPerMwh);
    if (scheduledWatts == 0) {
      return own;
    }
    var points = new Points(own.points() + 2);
    if (scheduledWatts > 0) {
      points.add(own.minWatts(), floorMicrosPerMwh);
      points.add(own.minWatts() + scheduledWatts, floorMicrosPerMwh);
    }
    for (int k = 0; k < own.points(); k++) {
      points.add(own.powerWatts(k) + scheduledWatts, own.priceMicrosPerMwh(k));
    }
    if (scheduledWatts < 0) {
      points.add(own.maxWatts() + scheduledWatts, capMicrosPerMwh);
      points.add(own.maxWatts(), capMicrosPerMwh);
    }
    return points.toCurve();
  }

  /** Points as they are collected, from the lowest up. */
  private static final class Points {
    private final long[] powerWatts;
    private final long[] priceMicrosPerMwh;
    private int count;

    Points(int most) {
      powerWatts = new long[most];
      priceMicrosPerMwh = new long[most];
    }

    void add(long watts, long micros) {
      if (count > 0 && powerWatts[count - 1] == watts && priceMicrosPerMwh[count - 1] == micros) {
        return;
      }
      powerWatts[count] = watts;
      priceMicrosPerMwh[count] = micros;
      count++;
    }

    BidCurve toCurve() {
      return ofStanding(Arrays.copyOf(powerWatts, count), Arrays.copyOf(priceMicrosPerMwh, count));
    }
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof BidCurve curve
        && Arrays.equals(powerWatts, curve.powerWatts)
        && Arrays.equals(priceMicrosPerMwh, curve.priceMicrosPerMwh);
  }

  @Override
  public int hashCode() {
    return 31 * Arrays.hashCode(powerWatts) + Arrays.hashCode(priceMicrosPerMwh);
  }

  @Override
  public String toString() {
    var text = new StringBuilder("BidCurve[");
    for (int k = 0; k < points(); k++) {
      text.append(k == 0 ? "" : ", ")
          .append(powerWatts[k])
          .append(" W @ ")
          .append(priceMicrosPerMwh[k]);
    }
    return text.append(" micro-$/MWh]").toString();
  }
}
