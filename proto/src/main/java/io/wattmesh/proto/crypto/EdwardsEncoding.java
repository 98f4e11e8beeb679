package io.wattmesh.proto.crypto;

import java.math.BigInteger;
import java.util.Arrays;
import org.bouncycastle.math.ec.rfc8032.Ed25519;

/**
 * The checks that come before any signature equation: encodings must be canonical (RFC 8032,
 * sections 5.1.2 and 5.1.7), so that nothing can be said in two ways.
 */
final class EdwardsEncoding {
  private static final BigInteger FIELD_PRIME =
      BigInteger.TWO.pow(255).subtract(BigInteger.valueOf(19));
  private static final BigInteger GROUP_ORDER =
      BigInteger.TWO.pow(252).add(new BigInteger("27742317777372353535851937790883648493"));

  private EdwardsEncoding() {}

  /** Whether 32 bytes encode a y coordinate below the field prime (the sign bit aside). */
  static boolean isCanonicalPoint(byte[] bytes, int offset) {
    // Only the 19 values from 2^255-19 up are non-canonical; all others differ in the upper bytes.
    if ((bytes[offset + 31] & 0x7f) != 0x7f) {
      return true;
    }
    for (int k = 30; k > 0; k--) {
      if ((bytes[offset + k] & 0xff) != 0xff) {
        return true;
      }
    }
    return littleEndian(bytes, offset, true).compareTo(FIELD_PRIME) < 0;
  }

  /** Whether the second half of a signature is a scalar below the group's order. */
  static boolean isCanonicalScalar(byte[] bytes, int offset) {
    if ((bytes[offset + 31] & 0xf0) == 0) {
      return true;
    }
    return littleEndian(bytes, offset, false).compareTo(GROUP_ORDER) < 0;
  }

  /** Whether a public key is a canonical point of the prime-order subgroup, not the identity. */
  static boolean isInPrimeSubgroup(byte[] publicKey) {
    return isCanonicalPoint(publicKey, 0) && Ed25519.validatePublicKeyFull(publicKey, 0);
  }

  private static BigInteger littleEndian(byte[] bytes, int offset, boolean dropSignBit) {
    byte[] big = new byte[32];
    for (int k = 0; k < 32; k++) {
      big[k] = bytes[offset + 31 - k];
    }
    if (dropSignBit) {
      big[0] &= 0x7f;
    }
    return new BigInteger(1, Arrays.copyOf(big, 32));
  }
}
