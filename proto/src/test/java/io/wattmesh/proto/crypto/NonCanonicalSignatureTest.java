package io.wattmesh.proto.crypto;

import static io.wattmesh.proto.crypto.Edwards.L;
import static io.wattmesh.proto.crypto.Edwards.P;
import static io.wattmesh.proto.crypto.Edwards.littleEndian;
import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

/** Whatever can be said in two ways is refused in all but one. */
class NonCanonicalSignatureTest {
  private static final byte[] MESSAGE = {1, 2, 3};
  private final SigningKey key = DemoKeys.derive(1, "alice");
  private final byte[] good = key.sign(MESSAGE).bytes();

  @Test
  void the_group_order_added_to_s_is_refused_as_often_as_it_fits() {
    BigInteger s = Edwards.ofLittleEndian(Arrays.copyOfRange(good, 32, 64)).add(L);
    int added = 0;
    for (; s.bitLength() <= 256; s = s.add(L)) {
      byte[] other = Edwards.concat(Arrays.copyOf(good, 32), littleEndian(s));
      assertThat(verify(key.verificationKey(), other)).isFalse();
      added++;
    }
    assertThat(added).isGreaterThan(10);
  }

  @Test
  void an_r_whose_y_has_another_encoding_is_refused_in_it() {
    // R is the identity (r = 0), y = 1: it also fits as p + 1.
    byte[] a = key.verificationKey().bytes();
    for (BigInteger y : new BigInteger[] {P.add(BigInteger.ONE), BigInteger.ONE.setBit(255)}) {
      byte[] r = littleEndian(y);
      BigInteger s = Edwards.challenge(r, a, MESSAGE).multiply(secretScalar()).mod(L);
      assertThat(verify(key.verificationKey(), Edwards.concat(r, littleEndian(s)))).isFalse();
    }
  }

  @Test
  void a_key_whose_y_has_another_encoding_is_refused_in_it() {
    // A is the identity, for which every (R = rB, S = r) holds.
    BigInteger r = BigInteger.valueOf(12345);
    byte[] signature = Edwards.concat(Edwards.BASE.times(r).encode(), littleEndian(r));
    for (BigInteger y :
        new BigInteger[] {P.add(BigInteger.ONE), BigInteger.ONE.setBit(255), BigInteger.ONE}) {
      assertThat(verify(VerificationKey.unchecked(littleEndian(y)), signature)).isFalse();
    }
  }

  /** The scalar behind the key (RFC 8032, section 5.1.5). */
  private BigInteger secretScalar() {
    byte[] h = new byte[64];
    var sha = new org.bouncycastle.crypto.digests.SHA512Digest();
    sha.update(key.seed(), 0, 32);
    sha.doFinal(h, 0);
    BigInteger a =
        Edwards.ofLittleEndian(Arrays.copyOf(h, 32))
            .clearBit(0)
            .clearBit(1)
            .clearBit(2)
            .clearBit(255)
            .setBit(254);
    assertThat(Edwards.BASE.times(a).encode()).isEqualTo(key.verificationKey().bytes());
    return a;
  }

  private static boolean verify(VerificationKey key, byte[] signature) {
    return key.verify(MESSAGE, Signature.of(signature));
  }
}
