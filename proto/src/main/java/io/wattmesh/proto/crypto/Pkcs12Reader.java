package io.wattmesh.proto.crypto;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.KeyStore;
import java.security.UnrecoverableKeyException;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;

/** Reads the keys of a {@link KeyVault}'s bytes, by the JDK's own PKCS#12 reader. */
final class Pkcs12Reader {
  private Pkcs12Reader() {}

  static SortedMap<String, SigningKey> read(byte[] bytes, char[] password) {
    KeyStore store = load(bytes, password);
    var keys = new TreeMap<String, SigningKey>();
    try {
      for (String alias : Collections.list(store.aliases())) {
        keys.put(alias, signingKey(store, alias, password));
      }
    } catch (GeneralSecurityException e) {
      throw new KeyVaultException(
          "The key store's keys cannot be decrypted (%s): give it one password for all, or restore it from a backup."
              .formatted(e.getMessage()),
          e);
    }
    return keys;
  }

  private static KeyStore load(byte[] bytes, char[] password) {
    try {
      KeyStore store = KeyStore.getInstance("PKCS12");
      store.load(new ByteArrayInputStream(bytes), password);
      return store;
    } catch (IOException e) {
      if (e.getCause() instanceof UnrecoverableKeyException) {
        throw new KeyVaultException(
            "The key store's check value does not match the password: type it again; if it is right, the store is damaged: restore it from a backup.",
            e);
      }
      throw damaged(bytes, e);
    } catch (GeneralSecurityException | RuntimeException e) {
      throw damaged(bytes, e);
    }
  }

  private static KeyVaultException damaged(byte[] bytes, Exception e) {
    return new KeyVaultException(
        "These %d bytes are not a PKCS#12 key store, or a damaged one (%s): restore it from a backup."
            .formatted(bytes.length, e.getMessage()),
        e);
  }

  private static SigningKey signingKey(KeyStore store, String alias, char[] password)
      throws GeneralSecurityException {
    Key key = store.getKey(alias, password);
    if (key == null || key.getEncoded() == null) {
      throw new KeyVaultException(
          "Entry '%s' holds no private key: keep certificates in a store of their own."
              .formatted(alias));
    }
    SigningKey signingKey;
    try {
      signingKey = SigningKey.ofSeed(SigningKey.seedOf(key.getEncoded()));
    } catch (IllegalArgumentException e) {
      throw new KeyVaultException(
          "Entry '%s' is a key for %s, not Ed25519: keep it in a store of its own."
              .formatted(alias, key.getAlgorithm()),
          e);
    }
    requireOwnCertificate(store, alias, signingKey);
    return signingKey;
  }

  private static void requireOwnCertificate(KeyStore store, String alias, SigningKey key)
      throws GeneralSecurityException {
    byte[] certified = store.getCertificate(alias).getPublicKey().getEncoded();
    byte[] publicKey = SubjectPublicKeyInfo.getInstance(certified).getPublicKeyData().getOctets();
    if (!java.util.Arrays.equals(publicKey, key.verificationKey().bytes())) {
      throw new KeyVaultException(
          "Entry '%s' has a certificate for another key than its own (%s): make the entry anew."
              .formatted(alias, key.verificationKey()));
    }
  }
}
