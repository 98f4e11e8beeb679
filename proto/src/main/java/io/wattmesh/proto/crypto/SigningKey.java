package io.wattmesh.proto.crypto;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.Provider;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Arrays;
import java.util.HexFormat;
import org.bouncycastle.asn1.ASN1OctetString;
import org.bouncycastle.asn1.edec.EdECObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.math.ec.rfc8032.Ed25519;

/**
 * An Ed25519 private key, from its 32-byte seed. Ed25519 is deterministic: the same message gives
 * the same signature from every provider.
 */
public final class SigningKey implements Signer {
  public static final int SEED_BYTES = 32;

  /** The DER of PrivateKeyInfo for Ed25519 (RFC 8410) up to the seed. */
  private static final byte[] DER_PREFIX =
      HexFormat.of().parseHex("302e020100300506032b657004220420");

  private final PrivateKey privateKey;
  private final Provider provider;
  private final VerificationKey verificationKey;

  private SigningKey(PrivateKey privateKey, Provider provider, VerificationKey verificationKey) {
    this.privateKey = privateKey;
    this.provider = provider;
    this.verificationKey = verificationKey;
  }

  /**
   * @throws IllegalArgumentException unless the seed is 32 bytes long
   */
  public static SigningKey ofSeed(byte[] seed) {
    return ofSeed(seed, Providers.fastest());
  }

  static SigningKey ofSeed(byte[] seed, Provider provider) {
    if (seed.length != SEED_BYTES) {
      throw new IllegalArgumentException(
          "An Ed25519 seed is " + SEED_BYTES + " bytes, these are " + seed.length + ".");
    }
    byte[] publicBytes = new byte[VerificationKey.BYTES];
    Ed25519.generatePublicKey(seed, 0, publicBytes, 0);
    try {
      return new SigningKey(
          privateKey(seed, provider), provider, VerificationKey.ofSeed(publicBytes));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("Provider " + provider.getName() + " lacks Ed25519.", e);
    }
  }

  static PrivateKey privateKey(byte[] seed, Provider provider) throws GeneralSecurityException {
    byte[] der = Arrays.copyOf(DER_PREFIX, DER_PREFIX.length + SEED_BYTES);
    System.arraycopy(seed, 0, der, DER_PREFIX.length, SEED_BYTES);
    return KeyFactory.getInstance("Ed25519", provider)
        .generatePrivate(new PKCS8EncodedKeySpec(der));
  }

  @Override
  public Signature sign(byte[] message) {
    return sign(privateKey, provider, message);
  }

  /** Signs under a seed's key, whose public key is not computed: that takes longer than to sign. */
  static Signature signOnce(byte[] seed, byte[] message) {
    Provider provider = Providers.fastest();
    try {
      return sign(privateKey(seed, provider), provider, message);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("Provider " + provider.getName() + " lacks Ed25519.", e);
    }
  }

  private static Signature sign(PrivateKey privateKey, Provider provider, byte[] message) {
    if (message.length > Providers.NATIVE_MAX_MESSAGE_BYTES) {
      byte[] signature = new byte[Signature.BYTES];
      byte[] seed = seedOf(privateKey.getEncoded());
      Ed25519.sign(seed, 0, message, 0, message.length, signature, 0);
      return Signature.of(signature);
    }
    try {
      var signer = java.security.Signature.getInstance("Ed25519", provider);
      signer.initSign(privateKey);
      signer.update(message);
      return Signature.of(signer.sign());
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("Provider " + provider.getName() + " cannot sign.", e);
    }
  }

  /** The seed itself, for {@link KeyVault} alone. */
  byte[] seed() {
    return seedOf(privateKey.getEncoded());
  }

  /**
   * The seed in a PrivateKeyInfo of Ed25519 (RFC 8410), with or without its optional public key.
   *
   * @throws IllegalArgumentException if the bytes are no such thing
   */
  static byte[] seedOf(byte[] pkcs8) {
    PrivateKeyInfo info = PrivateKeyInfo.getInstance(pkcs8);
    if (!info.getPrivateKeyAlgorithm().getAlgorithm().equals(EdECObjectIdentifiers.id_Ed25519)) {
      throw new IllegalArgumentException(
          "Algorithm %s is not Ed25519 (%s)."
              .formatted(
                  info.getPrivateKeyAlgorithm().getAlgorithm(), EdECObjectIdentifiers.id_Ed25519));
    }
    try {
      return ASN1OctetString.getInstance(info.parsePrivateKey()).getOctets();
    } catch (IOException e) {
      throw new IllegalArgumentException("The Ed25519 private key is not an octet string.", e);
    }
  }

  public VerificationKey verificationKey() {
    return verificationKey;
  }

  /** Never the key itself. */
  @Override
  public String toString() {
    return "SigningKey[of " + verificationKey + "]";
  }
}
