package io.wattmesh.proto.crypto;

import static io.wattmesh.proto.crypto.Edwards.L;
import static io.wattmesh.proto.crypto.Edwards.P;
import static io.wattmesh.proto.crypto.Edwards.littleEndian;
import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class EdwardsEncodingTest {
  private static final BigInteger TOP = BigInteger.TWO.pow(255);

  @Test
  void a_y_from_the_field_prime_to_2_255_less_1_is_not_canonical_with_either_sign() {
    for (BigInteger y = P; y.compareTo(TOP) < 0; y = y.add(BigInteger.ONE)) {
      assertThat(isCanonicalPoint(y)).as("%s", y).isFalse();
      assertThat(isCanonicalPoint(y.setBit(255))).as("%s, negative", y).isFalse();
    }
  }

  @Test
  void a_y_below_the_field_prime_is_canonical() {
    List<BigInteger> values = new ArrayList<>();
    for (int k = 1; k <= 300; k++) {
      values.add(P.subtract(BigInteger.valueOf(k)));
      values.add(BigInteger.valueOf(k - 1));
    }
    for (int bit = 0; bit < 255; bit++) {
      values.add(TOP.subtract(BigInteger.ONE).clearBit(bit));
    }
    for (BigInteger y : values) {
      assertThat(isCanonicalPoint(y)).as("%s", y).isEqualTo(y.compareTo(P) < 0);
      assertThat(isCanonicalPoint(y.setBit(255)))
          .as("%s, negative", y)
          .isEqualTo(y.compareTo(P) < 0);
    }
  }

  @Test
  void a_scalar_is_canonical_below_the_group_order_alone() {
    var random = new Random(8032);
    List<BigInteger> values = new ArrayList<>();
    for (int k = -300; k <= 300; k++) {
      values.add(L.add(BigInteger.valueOf(k)));
    }
    for (int bit = 0; bit < 256; bit++) {
      values.add(BigInteger.ONE.shiftLeft(bit));
      values.add(BigInteger.ONE.shiftLeft(bit).subtract(BigInteger.ONE));
      values.add(new BigInteger(256, random));
      values.add(new BigInteger(253, random));
    }
    values.add(BigInteger.TWO.pow(256).subtract(BigInteger.ONE));
    for (BigInteger s : values) {
      byte[] signature = Edwards.concat(new byte[32], littleEndian(s));
      assertThat(EdwardsEncoding.isCanonicalScalar(signature, 32))
          .as("%s", s)
          .isEqualTo(s.compareTo(L) < 0);
    }
  }

  @Test
  void an_x_of_zero_with_the_sign_bit_set_is_no_key() {
    assertThat(EdwardsEncoding.isInPrimeSubgroup(littleEndian(BigInteger.ONE.setBit(255))))
        .isFalse();
    assertThat(
            EdwardsEncoding.isInPrimeSubgroup(littleEndian(P.subtract(BigInteger.ONE).setBit(255))))
        .isFalse();
  }

  @Test
  void a_y_off_the_curve_is_no_key() {
    int off = 0;
    for (int y = 0; y < 200; y++) {
      if (Edwards.withY(BigInteger.valueOf(y)) == null) {
        off++;
        assertThat(EdwardsEncoding.isInPrimeSubgroup(littleEndian(BigInteger.valueOf(y))))
            .isFalse();
      }
    }
    assertThat(off).isPositive();
  }

  @Test
  void a_non_canonical_encoding_of_a_point_is_no_key() {
    for (BigInteger y = P; y.compareTo(TOP) < 0; y = y.add(BigInteger.ONE)) {
      assertThat(EdwardsEncoding.isInPrimeSubgroup(littleEndian(y))).isFalse();
      assertThat(EdwardsEncoding.isInPrimeSubgroup(littleEndian(y.setBit(255)))).isFalse();
    }
  }

  private static boolean isCanonicalPoint(BigInteger encoded) {
    return EdwardsEncoding.isCanonicalPoint(littleEndian(encoded), 0);
  }
}
