package io.wattmesh.proto.crypto;

import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.Provider;
import java.security.PublicKey;
import java.security.spec.X509EncodedKeySpec;
import java.util.Arrays;
import java.util.HexFormat;

/**
 * An Ed25519 public key (32 bytes, RFC 8032) and the one verdict on signatures under it:
 *
 * <ol>
 *   <li>R and S must be canonical, else the signature is refused;
 *   <li>the native provider, where there is one, may accept quickly: under a key of the prime-order
 *       subgroup, what it accepts satisfies the cofactorless equation, hence also Bouncy Castle's;
 *   <li>otherwise Bouncy Castle decides.
 * </ol>
 */
public final class VerificationKey implements Comparable<VerificationKey> {
  public static final int BYTES = 32;

  /** The DER of SubjectPublicKeyInfo for Ed25519 (RFC 8410) up to the key itself. */
  private static final byte[] DER_PREFIX = HexFormat.of().parseHex("302a300506032b6570032100");

  private final byte[] bytes;

  /** Under a key of small order the native provider accepts what Bouncy Castle refuses. */
  private final boolean inPrimeSubgroup;

  private volatile PublicKey fastKey;

  private VerificationKey(byte[] bytes, boolean inPrimeSubgroup) {
    if (bytes.length != BYTES) {
      throw new IllegalArgumentException(
          "An Ed25519 public key is " + BYTES + " bytes, these are " + bytes.length + ".");
    }
    this.bytes = bytes.clone();
    this.inPrimeSubgroup = inPrimeSubgroup;
  }

  /**
   * A key that may be registered.
   *
   * @throws IllegalArgumentException unless the bytes are a canonical point of the prime-order
   *     subgroup: keys with a torsion component would let providers disagree
   */
  public static VerificationKey of(byte[] bytes) {
    var key = new VerificationKey(bytes, true);
    if (!EdwardsEncoding.isInPrimeSubgroup(key.bytes)) {
      throw new IllegalArgumentException(
          "Public key " + key + " is not a canonical point of Ed25519's prime-order subgroup.");
    }
    return key;
  }

  /**
   * A key that was just made from a seed: a multiple of the base point, so that it need not be
   * checked to be in the subgroup, which costs more than making it.
   */
  static VerificationKey ofSeed(byte[] bytes) {
    return new VerificationKey(bytes, true);
  }

  /** A key whose point is not checked: for test vectors; signatures under it may be refused. */
  static VerificationKey unchecked(byte[] bytes) {
    return new VerificationKey(bytes, false);
  }

  /** Whether the signature is the key holder's on exactly these bytes. */
  public boolean verify(byte[] message, Signature signature) {
    byte[] raw = signature.bytes();
    if (!EdwardsEncoding.isCanonicalPoint(bytes, 0)
        || !EdwardsEncoding.isCanonicalPoint(raw, 0)
        || !EdwardsEncoding.isCanonicalScalar(raw, 32)) {
      return false;
    }
    boolean askNative =
        inPrimeSubgroup
            && Providers.NATIVE.isPresent()
            && message.length <= Providers.NATIVE_MAX_MESSAGE_BYTES;
    return (askNative && fastYes(message, raw))
        || org.bouncycastle.math.ec.rfc8032.Ed25519.verify(
            raw, 0, bytes, 0, message, 0, message.length);
  }

  private boolean fastYes(byte[] message, byte[] signature) {
    try {
      return verifyWith(Providers.fastest(), message, signature);
    } catch (GeneralSecurityException e) {
      // A key or signature that the native provider cannot read is not a no: the next step decides.
      return false;
    }
  }

  boolean verifyWith(Provider provider, byte[] message, byte[] signature)
      throws GeneralSecurityException {
    var verifier = java.security.Signature.getInstance("Ed25519", provider);
    verifier.initVerify(provider.equals(Providers.fastest()) ? fastKey() : publicKey(provider));
    verifier.update(message);
    return verifier.verify(signature);
  }

  private PublicKey fastKey() throws GeneralSecurityException {
    PublicKey key = fastKey;
    if (key == null) {
      key = publicKey(Providers.fastest());
      fastKey = key;
    }
    return key;
  }

  PublicKey publicKey(Provider provider) throws GeneralSecurityException {
    byte[] der = Arrays.copyOf(DER_PREFIX, DER_PREFIX.length + BYTES);
    System.arraycopy(bytes, 0, der, DER_PREFIX.length, BYTES);
    return KeyFactory.getInstance("Ed25519", provider).generatePublic(new X509EncodedKeySpec(der));
  }

  public byte[] bytes() {
    return bytes.clone();
  }

  @Override
  public int compareTo(VerificationKey other) {
    return Arrays.compareUnsigned(bytes, other.bytes);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof VerificationKey key && Arrays.equals(bytes, key.bytes);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(bytes);
  }

  @Override
  public String toString() {
    return HexFormat.of().formatHex(bytes);
  }
}
