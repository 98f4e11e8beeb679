package io.wattmesh.proto.crypto;

import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.math.BigInteger;
import java.time.Instant;
import java.util.Date;
import org.bouncycastle.asn1.edec.EdECObjectIdentifiers;
import org.bouncycastle.asn1.x500.X500NameBuilder;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.operator.ContentSigner;

/**
 * The certificate that PKCS#12 wants beside a private key. It certifies nothing (the ledger alone
 * binds names to keys), so it never expires, needs no clock, and is the same for the same key.
 */
final class SelfSigned {
  private static final AlgorithmIdentifier ED25519 =
      new AlgorithmIdentifier(EdECObjectIdentifiers.id_Ed25519);
  private static final Date BEGIN = Date.from(Instant.parse("2026-01-01T00:00:00Z"));

  /** RFC 5280, section 4.1.2.5: no well-defined expiration date. */
  private static final Date END = Date.from(Instant.parse("9999-12-31T23:59:59Z"));

  private SelfSigned() {}

  static X509CertificateHolder certificate(String name, SigningKey key) {
    byte[] publicKey = key.verificationKey().bytes();
    var subject = new X500NameBuilder(BCStyle.INSTANCE).addRDN(BCStyle.CN, name).build();
    var serial = new BigInteger(1, Sha256.of(publicKey).bytes()).shiftRight(128).setBit(0);
    return new X509v3CertificateBuilder(
            subject, serial, BEGIN, END, subject, new SubjectPublicKeyInfo(ED25519, publicKey))
        .build(new Signer(key));
  }

  private record Signer(SigningKey key, ByteArrayOutputStream content) implements ContentSigner {
    Signer(SigningKey key) {
      this(key, new ByteArrayOutputStream());
    }

    @Override
    public AlgorithmIdentifier getAlgorithmIdentifier() {
      return ED25519;
    }

    @Override
    public OutputStream getOutputStream() {
      return content;
    }

    @Override
    public byte[] getSignature() {
      return key.sign(content.toByteArray()).bytes();
    }
  }
}
