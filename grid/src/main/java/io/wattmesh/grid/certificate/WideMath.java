package io.wattmesh.grid.certificate;

/** Products of two longs divided by a third, exactly, without leaving primitive types. */
final class WideMath {
  private static final long LOW_HALF = 0xffff_ffffL;
  private static final long HALF_BASE = 1L << 32;

  private WideMath() {}

  /** floor(a b / c) for non-negative a and b and positive c; the result must fit a long. */
  static long mulDivFloor(long a, long b, long c) {
    if (a < 0 || b < 0) {
      throw new ArithmeticException("Factors %d and %d must not be negative.".formatted(a, b));
    }
    return floorDiv(Math.multiplyHigh(a, b), a * b, c);
  }

  /** ceil(a b / c) for non-negative a and b and positive c; the result must fit a long. */
  static long mulDivCeil(long a, long b, long c) {
    long floor = mulDivFloor(a, b, c);
    // The remainder is below c, so the low 64 bits hold it whole.
    return a * b - floor * c == 0 ? floor : Math.addExact(floor, 1);
  }

  /** a b mod c for non-negative a and b and positive c whose quotient fits a long. */
  static long mulMod(long a, long b, long c) {
    return a * b - mulDivFloor(a, b, c) * c;
  }

  /** a b / c rounded to the nearest integer, halves up, for any signs of a and b, positive c. */
  static long mulDivRound(long a, long b, long c) {
    Int128 sum = Int128.of(c / 2).addProduct(a, b);
    return floorDiv(sum.highBits(), sum.lowBits(), c);
  }

  private static long floorDiv(long high, long low, long divisor) {
    long flip = high >> 63;
    long top = high ^ flip;
    if (divisor <= 0 || top >= divisor) {
      throw new ArithmeticException("A quotient by " + divisor + " leaves 64 bits.");
    }
    long quotient = divideUnsigned(top, low ^ flip, divisor);
    if (quotient < 0) {
      throw new ArithmeticException("A quotient by " + divisor + " leaves 63 bits.");
    }
    return quotient ^ flip;
  }

  /**
   * The unsigned quotient of high * 2^64 + low by a positive divisor above high: long division in
   * base 2^32 (Knuth, The Art of Computer Programming, volume 2, section 4.3.1, algorithm D).
   */
  static long divideUnsigned(long high, long low, long divisor) {
    if (high == 0) {
      return Long.divideUnsigned(low, divisor);
    }
    int shift = Long.numberOfLeadingZeros(divisor);
    long scaled = divisor << shift;
    long top = high << shift | low >>> (Long.SIZE - shift);
    long rest = low << shift;
    long first = digit(top, rest >>> 32, scaled);
    long middle = (top << 32) + (rest >>> 32) - first * scaled;
    long second = digit(middle, rest & LOW_HALF, scaled);
    return (first << 32) + second;
  }

  /** One digit of the quotient of top * 2^32 + next by a divisor whose highest bit is set. */
  private static long digit(long top, long next, long divisor) {
    long divisorHigh = divisor >>> 32;
    long divisorLow = divisor & LOW_HALF;
    long guess = Long.divideUnsigned(top, divisorHigh);
    long remainder = top - guess * divisorHigh;
    while (guess >= HALF_BASE
        || Long.compareUnsigned(guess * divisorLow, (remainder << 32) + next) > 0) {
      guess--;
      remainder += divisorHigh;
      if (remainder >= HALF_BASE) {
        break;
      }
    }
    return guess;
  }
}
