package io.wattmesh.proto.crypto;

import java.io.IOException;
import java.util.SortedMap;
import org.bouncycastle.asn1.ASN1Encoding;
import org.bouncycastle.asn1.DERBMPString;
import org.bouncycastle.asn1.DERNull;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.edec.EdECObjectIdentifiers;
import org.bouncycastle.asn1.nist.NISTObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.crypto.digests.SHA512Digest;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.OutputEncryptor;
import org.bouncycastle.pkcs.PKCS12PfxPduBuilder;
import org.bouncycastle.pkcs.PKCS12SafeBagBuilder;
import org.bouncycastle.pkcs.PKCSException;
import org.bouncycastle.pkcs.bc.BcPKCS12MacCalculatorBuilder;
import org.bouncycastle.pkcs.jcajce.JcePKCSPBEOutputEncryptorBuilder;

/**
 * The bytes of a {@link KeyVault}. Bouncy Castle writes them, for the JDK's writer takes the
 * iterations of its MAC from a system property alone, and a cheap MAC makes all passwords cheap.
 */
final class Pkcs12Writer {
  private final char[] password;
  private final int iterations;

  Pkcs12Writer(char[] password, int iterations) {
    this.password = password;
    this.iterations = iterations;
  }

  byte[] write(SortedMap<String, SigningKey> keys) throws IOException {
    var store = new PKCS12PfxPduBuilder();
    try {
      for (var entry : keys.entrySet()) {
        add(store, entry.getKey(), entry.getValue());
      }
      var mac =
          new BcPKCS12MacCalculatorBuilder(
                  new SHA512Digest(),
                  new AlgorithmIdentifier(NISTObjectIdentifiers.id_sha512, DERNull.INSTANCE))
              .setIterationCount(iterations);
      return store.build(mac, password).getEncoded(ASN1Encoding.DER);
    } catch (PKCSException | OperatorCreationException e) {
      throw new IllegalStateException("Bouncy Castle cannot write PKCS#12.", e);
    }
  }

  private void add(PKCS12PfxPduBuilder store, String alias, SigningKey key)
      throws IOException, OperatorCreationException {
    var name = new DERBMPString(alias);
    var localId = new DEROctetString(Sha256.of(key.verificationKey().bytes()).bytes());
    var privateKey =
        new PrivateKeyInfo(
            new AlgorithmIdentifier(EdECObjectIdentifiers.id_Ed25519),
            new DEROctetString(key.seed()));
    store.addData(
        new PKCS12SafeBagBuilder(privateKey, encryptor())
            .addBagAttribute(PKCSObjectIdentifiers.pkcs_9_at_friendlyName, name)
            .addBagAttribute(PKCSObjectIdentifiers.pkcs_9_at_localKeyId, localId)
            .build());
    store.addData(
        new PKCS12SafeBagBuilder(SelfSigned.certificate(alias, key))
            .addBagAttribute(PKCSObjectIdentifiers.pkcs_9_at_friendlyName, name)
            .addBagAttribute(PKCSObjectIdentifiers.pkcs_9_at_localKeyId, localId)
            .build());
  }

  private OutputEncryptor encryptor() throws OperatorCreationException {
    return new JcePKCSPBEOutputEncryptorBuilder(NISTObjectIdentifiers.id_aes256_CBC)
        .setProvider(Providers.BOUNCY_CASTLE)
        .setPRF(new AlgorithmIdentifier(PKCSObjectIdentifiers.id_hmacWithSHA512, DERNull.INSTANCE))
        .setIterationCount(iterations)
        .build(password);
  }
}
