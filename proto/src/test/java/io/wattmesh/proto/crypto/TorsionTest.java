package io.wattmesh.proto.crypto;

import static io.wattmesh.proto.crypto.Edwards.BASE;
import static io.wattmesh.proto.crypto.Edwards.L;
import static io.wattmesh.proto.crypto.Edwards.TORSION;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.wattmesh.proto.crypto.Edwards.Point;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.util.Random;
import org.bouncycastle.math.ec.rfc8032.Ed25519;
import org.junit.jupiter.api.Test;

/**
 * Signatures that cofactored and cofactorless verification judge differently. The signer of these
 * knows the private key and picks R and A at will, as a prosumer who wants to split the validators
 * would.
 */
class TorsionTest {
  private final Random random = new Random(25519);

  /** A crafted signature: R = rB + torsion, A = aB + torsion, S = r + ha. */
  private static final class Crafted {
    private final byte[] publicKey;
    private final byte[] message;
    private final byte[] signature;

    Crafted(byte[] publicKey, byte[] message, byte[] signature) {
      this.publicKey = publicKey;
      this.message = message;
      this.signature = signature;
    }

    boolean ours() {
      VerificationKey key =
          EdwardsEncoding.isInPrimeSubgroup(publicKey)
              ? VerificationKey.of(publicKey)
              : VerificationKey.unchecked(publicKey);
      return key.verify(message, Signature.of(signature));
    }

    boolean bouncyCastle() {
      return Ed25519.verify(signature, 0, publicKey, 0, message, 0, message.length);
    }

    boolean fast() {
      try {
        return VerificationKey.unchecked(publicKey)
            .verifyWith(Providers.fastest(), message, signature);
      } catch (GeneralSecurityException e) {
        return false;
      }
    }
  }

  private Crafted craft(BigInteger r, int torsionOfR, int torsionOfA) {
    BigInteger a = new BigInteger(64, random);
    byte[] key = BASE.times(a).plus(torsion(torsionOfA)).encode();
    byte[] nonce = BASE.times(r).plus(torsion(torsionOfR)).encode();
    byte[] message = new byte[random.nextInt(40)];
    random.nextBytes(message);
    BigInteger s = r.add(Edwards.challenge(nonce, key, message).multiply(a)).mod(L);
    return new Crafted(key, message, Edwards.concat(nonce, Edwards.littleEndian(s)));
  }

  private BigInteger anyScalar() {
    return new BigInteger(64, random);
  }

  private static Point torsion(int k) {
    return TORSION.times(BigInteger.valueOf(k));
  }

  @Test
  void the_model_is_right_for_an_honest_signature_and_the_eight_torsion_points() {
    Crafted honest = craft(anyScalar(), 0, 0);

    assertThat(honest.ours()).isTrue();
    assertThat(honest.bouncyCastle()).isTrue();
    assertThat(honest.fast()).isTrue();
    assertThat(torsion(8)).isEqualTo(Point.IDENTITY);
    assertThat(torsion(4)).isNotEqualTo(Point.IDENTITY);
  }

  @Test
  void a_torsion_component_of_r_is_judged_by_bouncy_castle_which_accepts_it() {
    for (int k = 1; k < 8; k++) {
      for (int round = 0; round < 8; round++) {
        Crafted crafted = craft(anyScalar(), k, 0);
        assertThat(crafted.bouncyCastle()).isTrue();
        assertThat(crafted.ours()).isTrue();
      }
    }
  }

  @Test
  void the_native_provider_refuses_a_torsion_component_of_r_so_its_no_must_not_count() {
    if (Providers.NATIVE.isEmpty()) {
      assertThat(Providers.fastest()).isSameAs(Providers.BOUNCY_CASTLE);
      return;
    }
    for (int k = 1; k < 8; k++) {
      assertThat(craft(anyScalar(), k, 0).fast()).isFalse();
    }
  }

  @Test
  void a_small_order_r_gets_the_same_verdict_with_and_without_the_native_provider() {
    for (int k = 0; k < 8; k++) {
      Crafted crafted = craft(BigInteger.ZERO, k, 0);
      assertThat(crafted.ours())
          .as("R of order dividing 8, multiple %d", k)
          .isEqualTo(crafted.bouncyCastle());
    }
  }

  @Test
  void what_the_native_provider_accepts_bouncy_castle_accepts_for_every_torsion_of_r_and_a() {
    int accepted = 0;
    for (int k = 0; k < 128; k++) {
      Crafted crafted = craft(k % 3 == 0 ? BigInteger.ZERO : anyScalar(), k % 8, k / 8 % 8);
      if (crafted.fast()) {
        accepted++;
        assertThat(crafted.bouncyCastle()).as("vector %d", k).isTrue();
      }
      assertThat(crafted.ours()).as("vector %d", k).isEqualTo(crafted.bouncyCastle());
    }
    assertThat(accepted).isPositive();
  }

  @Test
  void a_small_order_key_gets_bouncy_castles_no_even_where_the_native_provider_says_yes() {
    int fast = 0;
    for (int k = 0; k < 64; k++) {
      BigInteger r = anyScalar();
      byte[] key = torsion(k % 8).encode();
      byte[] nonce = BASE.times(r).encode();
      Crafted crafted =
          new Crafted(key, new byte[] {(byte) k}, Edwards.concat(nonce, Edwards.littleEndian(r)));
      fast += crafted.fast() ? 1 : 0;
      assertThat(crafted.bouncyCastle()).isFalse();
      assertThat(crafted.ours()).isFalse();
    }
    assertThat(fast > 0).isEqualTo(Providers.NATIVE.isPresent());
  }

  @Test
  void a_public_key_with_a_torsion_component_cannot_be_registered() {
    for (int k = 1; k < 8; k++) {
      byte[] key = BASE.times(anyScalar()).plus(torsion(k)).encode();
      assertThatThrownBy(() -> VerificationKey.of(key))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageEndingWith(" is not a canonical point of Ed25519's prime-order subgroup.");
    }
  }

  @Test
  void a_public_key_of_small_order_cannot_be_registered() {
    for (int k = 0; k < 8; k++) {
      byte[] key = torsion(k).encode();
      assertThatThrownBy(() -> VerificationKey.of(key))
          .isInstanceOf(IllegalArgumentException.class);
    }
  }

  @Test
  void a_public_key_of_the_prime_order_subgroup_can_be_registered() {
    for (int k = 0; k < 20; k++) {
      byte[] key = BASE.times(anyScalar()).encode();
      assertThat(VerificationKey.of(key).bytes()).isEqualTo(key);
    }
  }
}
