package io.wattmesh.grid.certificate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.math.BigInteger;
import java.util.Random;
import org.junit.jupiter.api.Test;

class WideMathTest {
  private static final int CASES = 200_000;

  private final Random random = new Random(42);

  /** A long whose size is spread over all bit lengths, as uniform longs are not. */
  private long anyLong() {
    return random.nextLong() >> random.nextInt(64);
  }

  private long nonNegative() {
    return anyLong() & Long.MAX_VALUE;
  }

  private static BigInteger big(long value) {
    return BigInteger.valueOf(value);
  }

  @Test
  void quotientsOfProductsAgreeWithBigIntegers() {
    int fits = 0;
    for (int k = 0; k < CASES; k++) {
      long a = nonNegative();
      long b = nonNegative();
      long c = Math.max(1, nonNegative());
      BigInteger[] parts = big(a).multiply(big(b)).divideAndRemainder(big(c));
      if (parts[0].bitLength() < 63) {
        long ceiling = parts[0].longValueExact() + parts[1].signum();
        assertThat(WideMath.mulDivFloor(a, b, c)).isEqualTo(parts[0].longValueExact());
        assertThat(WideMath.mulDivCeil(a, b, c)).isEqualTo(ceiling);
        assertThat(WideMath.mulMod(a, b, c)).isEqualTo(parts[1].longValueExact());
        fits++;
      } else if (parts[0].bitLength() > 63) {
        assertThatExceptionOfType(ArithmeticException.class)
            .isThrownBy(() -> WideMath.mulDivFloor(a, b, c));
      }
    }
    assertThat(fits).isGreaterThan(CASES / 4);
  }

  @Test
  void quotientsWhoseDigitsAreGuessedTooHighAreCorrected() {
    // A divisor with a small high half and a large low half, just above the dividend's high word.
    for (int k = 0; k < CASES; k++) {
      int shift = random.nextInt(31);
      long divisor = (0x4000_0000_7fff_ffffL | random.nextInt(8)) >>> shift;
      long high = divisor - 1 - random.nextInt(4);
      long low = random.nextLong() | (random.nextBoolean() ? -1L << 32 : 0);
      BigInteger dividend = big(high).shiftLeft(64).add(new BigInteger(Long.toUnsignedString(low)));
      assertThat(WideMath.divideUnsigned(high, low, divisor))
          .isEqualTo(dividend.divide(big(divisor)).longValue());
    }
  }

  @Test
  void signedQuotientsRoundToTheNearestWithHalvesUp() {
    for (int k = 0; k < CASES; k++) {
      long a = anyLong();
      long b = anyLong() >> 24;
      long c = 2 * Math.max(1, random.nextLong(1, 1L << 40));
      BigInteger expected = floor(big(a).multiply(big(b)).add(big(c / 2)), big(c));
      if (expected.bitLength() < 63) {
        assertThat(WideMath.mulDivRound(a, b, c)).isEqualTo(expected.longValueExact());
      }
    }
    assertThat(WideMath.mulDivRound(-5, 1, 2)).isEqualTo(-2);
    assertThat(WideMath.mulDivRound(5, 1, 2)).isEqualTo(3);
  }

  @Test
  void theLargestOperandsDivideExactly() {
    long max = Long.MAX_VALUE;
    assertThat(WideMath.mulDivFloor(max, max, max)).isEqualTo(max);
    assertThat(WideMath.mulDivFloor(max, max - 1, max)).isEqualTo(max - 1);
    assertThatExceptionOfType(ArithmeticException.class)
        .isThrownBy(() -> WideMath.mulDivFloor(max, max, max - 1));
    assertThatExceptionOfType(ArithmeticException.class)
        .isThrownBy(() -> WideMath.mulDivFloor(-1, 1, 1));
    assertThatExceptionOfType(ArithmeticException.class)
        .isThrownBy(() -> WideMath.mulDivFloor(1, 1, 0));
  }

  @Test
  void sumsOfProductsAgreeWithBigIntegers() {
    var sum = new Int128();
    BigInteger expected = BigInteger.ZERO;
    for (int k = 0; k < 2_000; k++) {
      long a = anyLong();
      long b = anyLong() >> 8;
      sum.addProduct(a, b).add(a);
      expected = expected.add(big(a).multiply(big(b))).add(big(a));
      long divisor = Math.max(1, nonNegative());
      assertThat(sum).hasToString(expected.toString());
      assertThat(sum.signum()).isEqualTo(expected.signum());
      assertThat(sum.copy().floorDivide(divisor))
          .hasToString(floor(expected, big(divisor)).toString());
      assertThat(sum.copy().ceilDivide(divisor))
          .hasToString(floor(expected.negate(), big(divisor)).negate().toString());
      assertThat(sum.copy().abs()).hasToString(expected.abs().toString());
    }
  }

  @Test
  void multiplyingByAFactorAgreesWithBigIntegersOrFails() {
    for (int k = 0; k < 20_000; k++) {
      long a = nonNegative();
      long b = nonNegative();
      long factor = nonNegative();
      BigInteger expected = big(a).multiply(big(b)).multiply(big(factor));
      Int128 product = new Int128().addProduct(a, b);
      if (expected.bitLength() < 127) {
        assertThat(product.multiply(factor)).hasToString(expected.toString());
      } else if (expected.bitLength() > 127) {
        assertThatExceptionOfType(ArithmeticException.class)
            .isThrownBy(() -> product.multiply(factor));
      }
    }
  }

  @Test
  void sumsBeyond127BitsFailInsteadOfWrapping() {
    Int128 most = Int128.ofBits(Long.MAX_VALUE, -1);
    Int128 least = Int128.ofBits(Long.MIN_VALUE, 0);
    assertThatExceptionOfType(ArithmeticException.class).isThrownBy(() -> most.copy().add(1));
    assertThatExceptionOfType(ArithmeticException.class).isThrownBy(() -> least.copy().add(-1));
    assertThatExceptionOfType(ArithmeticException.class).isThrownBy(() -> least.copy().negate());
    assertThat(most.copy().add(least)).hasToString("-1");
    assertThat(most.toLongSaturated()).isEqualTo(Long.MAX_VALUE);
    assertThat(least.toLongSaturated()).isEqualTo(Long.MIN_VALUE);
    assertThatExceptionOfType(ArithmeticException.class).isThrownBy(most::toLongExact);
  }

  private static BigInteger floor(BigInteger dividend, BigInteger divisor) {
    BigInteger[] parts = dividend.divideAndRemainder(divisor);
    return parts[1].signum() < 0 ? parts[0].subtract(BigInteger.ONE) : parts[0];
  }
}
