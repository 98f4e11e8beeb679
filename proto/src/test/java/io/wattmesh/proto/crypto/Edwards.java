package io.wattmesh.proto.crypto;

import java.math.BigInteger;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;

/**
 * Edwards25519 in plain BigInteger arithmetic (RFC 8032, section 5.1), for test vectors that no
 * library would sign: an independent model, slow and obvious.
 */
final class Edwards {
  static final BigInteger P = BigInteger.TWO.pow(255).subtract(BigInteger.valueOf(19));
  static final BigInteger L =
      BigInteger.TWO.pow(252).add(new BigInteger("27742317777372353535851937790883648493"));
  private static final BigInteger D =
      BigInteger.valueOf(-121665).multiply(BigInteger.valueOf(121666).modInverse(P)).mod(P);
  private static final BigInteger ROOT_OF_MINUS_ONE =
      BigInteger.TWO.modPow(P.subtract(BigInteger.ONE).shiftRight(2), P);

  /** A point by its affine coordinates. */
  record Point(BigInteger x, BigInteger y) {
    static final Point IDENTITY = new Point(BigInteger.ZERO, BigInteger.ONE);

    Point plus(Point q) {
      BigInteger t = D.multiply(x).multiply(q.x).mod(P).multiply(y).multiply(q.y).mod(P);
      BigInteger px = x.multiply(q.y).add(y.multiply(q.x)).mod(P);
      BigInteger py = y.multiply(q.y).add(x.multiply(q.x)).mod(P);
      return new Point(
          px.multiply(BigInteger.ONE.add(t).modInverse(P)).mod(P),
          py.multiply(BigInteger.ONE.subtract(t).modInverse(P)).mod(P));
    }

    Point times(BigInteger scalar) {
      Point sum = IDENTITY;
      for (int k = scalar.bitLength() - 1; k >= 0; k--) {
        sum = sum.plus(sum);
        sum = scalar.testBit(k) ? sum.plus(this) : sum;
      }
      return sum;
    }

    byte[] encode() {
      return littleEndian(x.testBit(0) ? y.setBit(255) : y);
    }
  }

  static final Point BASE =
      withY(BigInteger.valueOf(4).multiply(BigInteger.valueOf(5).modInverse(P)).mod(P));

  /** A point of order 8: the torsion part of the first point of the curve that has all of it. */
  static final Point TORSION = findTorsion();

  private Edwards() {}

  private static Point findTorsion() {
    for (int y = 2; ; y++) {
      Point point = withY(BigInteger.valueOf(y));
      Point torsion = point == null ? Point.IDENTITY : point.times(L);
      if (!torsion.times(BigInteger.valueOf(4)).equals(Point.IDENTITY)) {
        return torsion;
      }
    }
  }

  /** The point with this y and an even x, or null. */
  static Point withY(BigInteger y) {
    BigInteger yy = y.multiply(y);
    BigInteger xx =
        yy.subtract(BigInteger.ONE)
            .multiply(D.multiply(yy).add(BigInteger.ONE).modInverse(P))
            .mod(P);
    BigInteger x = xx.modPow(P.add(BigInteger.valueOf(3)).shiftRight(3), P);
    if (!x.multiply(x).mod(P).equals(xx)) {
      x = x.multiply(ROOT_OF_MINUS_ONE).mod(P);
    }
    if (!x.multiply(x).mod(P).equals(xx)) {
      return null;
    }
    return new Point(x.testBit(0) ? P.subtract(x) : x, y);
  }

  /** The challenge h = SHA-512(R, A, M) mod L. */
  static BigInteger challenge(byte[] r, byte[] a, byte[] message) {
    try {
      MessageDigest sha = MessageDigest.getInstance("SHA-512");
      sha.update(r);
      sha.update(a);
      return ofLittleEndian(sha.digest(message)).mod(L);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  static byte[] littleEndian(BigInteger value) {
    byte[] big = value.toByteArray();
    byte[] little = new byte[32];
    for (int k = 0; k < Math.min(32, big.length); k++) {
      little[k] = big[big.length - 1 - k];
    }
    return little;
  }

  static BigInteger ofLittleEndian(byte[] little) {
    byte[] big = little.clone();
    for (int k = 0; k < big.length; k++) {
      big[k] = little[little.length - 1 - k];
    }
    return new BigInteger(1, big);
  }

  static byte[] concat(byte[] one, byte[] two) {
    byte[] all = Arrays.copyOf(one, one.length + two.length);
    System.arraycopy(two, 0, all, one.length, two.length);
    return all;
  }
}
