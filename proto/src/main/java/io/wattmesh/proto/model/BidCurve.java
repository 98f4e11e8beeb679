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
    this.powerWatts = powerWatts.clone();
    this.priceMicrosPerMwh = priceMicrosPerMwh.clone();
    int points = this.powerWatts.length;
    if (points == 0 || points > MAX_POINTS || points != this.priceMicrosPerMwh.length) {
      throw new IllegalArgumentException(
          "A bid curve has 1 to %d points with one price each; this has %d powers and %d prices."
              .formatted(MAX_POINTS, points, this.priceMicrosPerMwh.length));
    }
    for (int k = 0; k < points; k++) {
      requireRange(k);
      if (k > 0) {
        requireMonotone(k);
      }
    }
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
    int k = 0;
    while (k < points() && pricePicos(k) < pricePicosPerMwh) {
      k++;
    }
    return between(k, pricePicosPerMwh, false);
  }

  /** The greatest net injection, in W rounded up, with which this curve answers a price. */
  public long highWattsAt(long pricePicosPerMwh) {
    int k = 0;
    while (k < points() && pricePicos(k) <= pricePicosPerMwh) {
      k++;
    }
    return between(k, pricePicosPerMwh, true);
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
