package io.wattmesh.proto.model;

import java.math.BigInteger;

/**
 * The value of energy: energy x price / 3.6e9, from J and micro-$/MWh to micro-tokens (1 token is 1
 * $, 1 MWh is 3.6e9 J), rounded down in 128 bits and beyond.
 */
public final class EnergyPayment {
  public static final long JOULES_PER_MWH = 3_600_000_000L;

  private EnergyPayment() {}

  /**
   * The value rounded towards negative infinity: who receives gets at most, who pays pays at least
   * the exact amount; the difference belongs to the ledger's rounding account.
   *
   * @throws ArithmeticException if the value exceeds a long
   */
  public static long floorMicros(long energyJoules, long priceMicrosPerMwh) {
    long high = Math.multiplyHigh(energyJoules, priceMicrosPerMwh);
    long low = energyJoules * priceMicrosPerMwh;
    if (high == low >> 63) {
      return Math.floorDiv(low, JOULES_PER_MWH);
    }
    BigInteger[] parts =
        BigInteger.valueOf(energyJoules)
            .multiply(BigInteger.valueOf(priceMicrosPerMwh))
            .divideAndRemainder(BigInteger.valueOf(JOULES_PER_MWH));
    return Math.subtractExact(parts[0].longValueExact(), parts[1].signum() < 0 ? 1 : 0);
  }

  /** The value rounded towards positive infinity. */
  public static long ceilMicros(long energyJoules, long priceMicrosPerMwh) {
    return Math.negateExact(floorMicros(Math.negateExact(energyJoules), priceMicrosPerMwh));
  }
}
