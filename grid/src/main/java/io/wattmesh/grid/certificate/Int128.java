package io.wattmesh.grid.certificate;

import java.math.BigInteger;

/**
 * A mutable signed sum of 128 bits, two's complement. Whatever leaves the range throws {@link
 * ArithmeticException}; nothing wraps.
 */
final class Int128 {
  private long high;
  private long low;

  /** The value high * 2^64 + low, with low unsigned. */
  static Int128 ofBits(long high, long low) {
    var value = new Int128();
    value.high = high;
    value.low = low;
    return value;
  }

  static Int128 of(long value) {
    return ofBits(value >> 63, value);
  }

  long highBits() {
    return high;
  }

  long lowBits() {
    return low;
  }

  Int128 copy() {
    return ofBits(high, low);
  }

  Int128 add(long value) {
    return addBits(value >> 63, value);
  }

  Int128 addProduct(long a, long b) {
    return addBits(Math.multiplyHigh(a, b), a * b);
  }

  Int128 add(Int128 other) {
    return addBits(other.high, other.low);
  }

  private Int128 addBits(long otherHigh, long otherLow) {
    long newLow = low + otherLow;
    long carry = Long.compareUnsigned(newLow, low) < 0 ? 1 : 0;
    long newHigh = high + otherHigh + carry;
    // Signed overflow: both operands have the sign that the result has lost.
    if (((high ^ newHigh) & (otherHigh ^ newHigh)) < 0) {
      throw overflow();
    }
    low = newLow;
    high = newHigh;
    return this;
  }

  Int128 negate() {
    if (high == Long.MIN_VALUE && low == 0) {
      throw overflow();
    }
    low = -low;
    high = ~high + (low == 0 ? 1 : 0);
    return this;
  }

  Int128 abs() {
    return high < 0 ? negate() : this;
  }

  int signum() {
    return high < 0 ? -1 : (high | low) == 0 ? 0 : 1;
  }

  /** Multiplies a non-negative value by a non-negative factor. */
  Int128 multiply(long factor) {
    requireNonNegative(high);
    requireNonNegative(factor);
    long carry = Math.unsignedMultiplyHigh(low, factor);
    requireNonNegative(carry);
    high = Math.addExact(Math.multiplyExact(high, factor), carry);
    low *= factor;
    return this;
  }

  /** Divides by a positive divisor, rounding towards minus infinity. */
  Int128 floorDivide(long divisor) {
    requirePositive(divisor);
    // For negative n, floor(n / d) is the complement of floor(complement(n) / d).
    long flip = high >> 63;
    long top = high ^ flip;
    long quotientLow = WideMath.divideUnsigned(top % divisor, low ^ flip, divisor);
    high = top / divisor ^ flip;
    low = quotientLow ^ flip;
    return this;
  }

  /** Divides by a positive divisor, rounding towards plus infinity. */
  Int128 ceilDivide(long divisor) {
    return negate().floorDivide(divisor).negate();
  }

  int compare(Int128 other) {
    return high != other.high
        ? Long.compare(high, other.high)
        : Long.compareUnsigned(low, other.low);
  }

  long toLongExact() {
    if (high != low >> 63) {
      throw overflow();
    }
    return low;
  }

  /** The value, or the nearest long. */
  long toLongSaturated() {
    return high == low >> 63 ? low : high < 0 ? Long.MIN_VALUE : Long.MAX_VALUE;
  }

  private static void requireNonNegative(long value) {
    if (value < 0) {
      throw overflow();
    }
  }

  private static void requirePositive(long divisor) {
    if (divisor <= 0) {
      throw new ArithmeticException("The divisor " + divisor + " must be positive.");
    }
  }

  private static ArithmeticException overflow() {
    return new ArithmeticException("A sum of products leaves its integer range.");
  }

  @Override
  public String toString() {
    return BigInteger.valueOf(high)
        .shiftLeft(64)
        .add(new BigInteger(Long.toUnsignedString(low)))
        .toString();
  }
}
