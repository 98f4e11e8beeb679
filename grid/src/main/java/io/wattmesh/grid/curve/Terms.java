package io.wattmesh.grid.curve;

/**
 * What a breakpoint adds to the power at and beyond its price, as five longs in an array.
 *
 * <p>The power at a price p, in W, is the sum over all breakpoints at or below p of {@code rate * p
 * - offset}, and of the jumps strictly below p (at p itself a jump may be taken in any part). Jumps
 * are W; rates (W per micro-$/MWh) and offsets (W) have 128 bits of which 64 are a fraction.
 *
 * <p>A step is exact. The rate of a slope is rounded down to 2^-64 W per micro-$/MWh once, so a
 * slope lies low inside by less than its rise in micro-$/MWh times 2^-64 W; its ends are exact.
 * From there on everything is integer addition, which does not depend on order or grouping.
 *
 * <p>Additions and products here are modulo 2^128 (jumps: 2^64). Single offsets may leave that
 * range, but the power that they add up to lies between the sum's least and greatest power, which
 * {@link BidTotals} checks to fit in a long; arithmetic modulo 2^128 therefore gives it exactly.
 */
final class Terms {
  /** Longs that one breakpoint takes. */
  static final int SIZE = 5;

  static final int JUMP = 0;
  private static final int RATE = 1;
  private static final int OFFSET = 3;

  private static final int FIRST_BITS = 22;
  private static final int LAST_BITS = 20;

  private Terms() {}

  static void add(long[] to, int at, long[] from, int start) {
    to[at] += from[start];
    addWide(to, at + RATE, from[start + RATE], from[start + RATE + 1]);
    addWide(to, at + OFFSET, from[start + OFFSET], from[start + OFFSET + 1]);
  }

  static void subtract(long[] to, int at, long[] from, int start) {
    to[at] -= from[start];
    subtractWide(to, at + RATE, from[start + RATE], from[start + RATE + 1]);
    subtractWide(to, at + OFFSET, from[start + OFFSET], from[start + OFFSET + 1]);
  }

  static boolean areZero(long[] terms, int at) {
    long any = 0;
    for (int k = 0; k < SIZE; k++) {
      any |= terms[at + k];
    }
    return any == 0;
  }

  /** Adds a step of some W. */
  static void addStep(long[] to, int at, long widthWatts) {
    to[at] += widthWatts;
  }

  /**
   * Adds one end of a slope.
   *
   * @param startPrice where the slope starts, micro-$/MWh
   * @param widthWatts how far its power rises, positive
   * @param rise how far its price rises, micro-$/MWh, positive
   * @param isEnd whether this breakpoint is where it ends
   */
  static void addSlope(
      long[] to, int at, long startPrice, long widthWatts, long rise, boolean isEnd) {
    long rateHigh = widthWatts / rise;
    long rateLow = fraction(widthWatts % rise, rise);
    long offsetHigh = productHigh(rateHigh, rateLow, startPrice);
    long offsetLow = rateLow * startPrice;
    if (isEnd) {
      subtractWide(to, at + RATE, rateHigh, rateLow);
      subtractWide(to, at + OFFSET, offsetHigh + widthWatts, offsetLow);
    } else {
      addWide(to, at + RATE, rateHigh, rateLow);
      addWide(to, at + OFFSET, offsetHigh, offsetLow);
    }
  }

  /** The first 64 binary places, cut off, of a fraction below one whose divisor is below 2^41. */
  private static long fraction(long remainder, long divisor) {
    long first = remainder << FIRST_BITS;
    long second = (first % divisor) << FIRST_BITS;
    long last = (second % divisor) << LAST_BITS;
    return ((first / divisor) << (FIRST_BITS + LAST_BITS))
        | ((second / divisor) << LAST_BITS)
        | (last / divisor);
  }

  /** Whole W, rounded down, that breakpoints of this sum contribute at a price, without jumps. */
  static long wholeWatts(long[] sum, int at, long price) {
    long low = sum[at + RATE + 1] * price;
    long high = productHigh(sum[at + RATE], sum[at + RATE + 1], price);
    long borrow = Long.compareUnsigned(low, sum[at + OFFSET + 1]) < 0 ? 1 : 0;
    return high - sum[at + OFFSET] - borrow;
  }

  /** The part of a W, as a fraction of 2^64, that {@link #wholeWatts} leaves out. */
  static long wattFraction(long[] sum, int at, long price) {
    return sum[at + RATE + 1] * price - sum[at + OFFSET + 1];
  }

  /** The rate in W per micro-$/MWh. */
  static double rate(long[] sum, int at) {
    return sum[at + RATE] + unit(sum[at + RATE + 1]);
  }

  /** A 64-bit fraction as a number in [0, 1). */
  static double unit(long fraction) {
    return (fraction >>> 11) * 0x1p-53;
  }

  /** The high half of a 128-bit number (high, low) times a signed 64-bit factor. */
  private static long productHigh(long high, long low, long factor) {
    return high * factor + Math.unsignedMultiplyHigh(low, factor) - (factor < 0 ? low : 0);
  }

  private static void addWide(long[] to, int at, long high, long low) {
    long sum = to[at + 1] + low;
    to[at] += high + (Long.compareUnsigned(sum, low) < 0 ? 1 : 0);
    to[at + 1] = sum;
  }

  private static void subtractWide(long[] to, int at, long high, long low) {
    long before = to[at + 1];
    to[at] -= high + (Long.compareUnsigned(before, low) < 0 ? 1 : 0);
    to[at + 1] = before - low;
  }
}
