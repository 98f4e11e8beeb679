package io.wattmesh.proto.crypto;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Collections;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * Signing keys by alias, kept at rest in an encrypted PKCS#12 store that {@code keytool} and {@code
 * openssl} read. A vault is immutable; {@link #with} gives the vault that also has a key, and
 * {@link #write} its bytes.
 *
 * <p>Each private key is encrypted by PBES2 (AES-256-CBC, key from PBKDF2 with HMAC-SHA-512), and
 * the whole is under a MAC from the password, both at {@value #ITERATIONS} iterations. Aliases and
 * public keys are readable without the password, as certificates are. The vault doesn't erase the
 * password: who passes it does.
 */
public final class KeyVault {
  /** Iterations of the key derivation: what OWASP asks for with HMAC-SHA-512. */
  public static final int ITERATIONS = 210_000;

  /** Larger stores are refused before they are read. */
  public static final int MAX_BYTES = 4 * 1024 * 1024;

  public static final int MIN_PASSWORD_LENGTH = 8;

  public static final KeyVault EMPTY = new KeyVault(new TreeMap<>());

  /** Lower case alone, since PKCS#12 readers take aliases without regard to case. */
  private static final Pattern ALIAS = Pattern.compile("[a-z0-9][a-z0-9.-]{0,47}");

  private final SortedMap<String, SigningKey> keys;

  KeyVault(SortedMap<String, SigningKey> keys) {
    this.keys = keys;
  }

  /**
   * Opens a store and all its keys.
   *
   * @throws KeyVaultException if the password is wrong, or the bytes are damaged or hold anything
   *     but Ed25519 keys
   * @throws IOException if the stream cannot be read
   */
  public static KeyVault open(InputStream in, char[] password) throws IOException {
    requirePassword(password, 1);
    byte[] store = in.readNBytes(MAX_BYTES + 1);
    if (store.length > MAX_BYTES) {
      throw new KeyVaultException(
          "A key store has at most %d bytes, this has more: is it a .p12 file?"
              .formatted(MAX_BYTES));
    }
    return new KeyVault(Pkcs12Reader.read(store, password));
  }

  /** The vault that also has this key; an alias keeps the key that it has. */
  public KeyVault with(String alias, SigningKey key) {
    if (!ALIAS.matcher(alias).matches()) {
      throw new KeyVaultException(
          "Alias '%s' must be 1 to 48 characters of a-z, 0-9, '.' and '-', and begin with a letter or digit."
              .formatted(alias.substring(0, Math.min(48, alias.length()))));
    }
    SigningKey old = keys.get(alias);
    if (old != null && !old.verificationKey().equals(key.verificationKey())) {
      throw new KeyVaultException(
          "Alias '%s' already has key %s; choose another alias, for that key would be lost."
              .formatted(alias, old.verificationKey()));
    }
    var all = new TreeMap<>(keys);
    all.put(alias, key);
    return new KeyVault(all);
  }

  public SigningKey key(String alias) {
    SigningKey key = keys.get(alias);
    if (key == null) {
      throw new KeyVaultException(
          "The key store has no key '%s'; it has %s. Name one of those, or add the key."
              .formatted(alias, keys.keySet()));
    }
    return key;
  }

  public Set<String> aliases() {
    return Collections.unmodifiableSet(keys.keySet());
  }

  /**
   * Writes the store's bytes; the stream stays open.
   *
   * @throws KeyVaultException if the password is shorter than {@value #MIN_PASSWORD_LENGTH}
   *     characters or not printable ASCII
   */
  public void write(OutputStream out, char[] password) throws IOException {
    write(out, password, ITERATIONS);
  }

  void write(OutputStream out, char[] password, int iterations) throws IOException {
    requirePassword(password, MIN_PASSWORD_LENGTH);
    out.write(new Pkcs12Writer(password, iterations).write(keys));
  }

  /** PKCS#12 readers disagree on how other characters are encoded, and the JDK refuses them. */
  private static void requirePassword(char[] password, int minLength) {
    if (password.length < minLength) {
      throw new KeyVaultException(
          "The password has %d characters and needs %d or more: give a longer one."
              .formatted(password.length, minLength));
    }
    for (int k = 0; k < password.length; k++) {
      if (password[k] < ' ' || password[k] > '~') {
        throw new KeyVaultException(
            "The password's character %d of %d is not printable ASCII: give one of those alone."
                .formatted(k + 1, password.length));
      }
    }
  }

  /** The aliases, never the keys. */
  @Override
  public String toString() {
    return "KeyVault" + keys.keySet();
  }
}
