package io.wattmesh.proto.crypto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.Random;
import org.bouncycastle.asn1.nist.NISTObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.ContentInfo;
import org.bouncycastle.asn1.pkcs.EncryptedPrivateKeyInfo;
import org.bouncycastle.asn1.pkcs.PBES2Parameters;
import org.bouncycastle.asn1.pkcs.PBKDF2Params;
import org.bouncycastle.pkcs.PKCS12PfxPdu;
import org.bouncycastle.pkcs.PKCS12SafeBagFactory;
import org.bouncycastle.pkcs.PKCS8EncryptedPrivateKeyInfo;
import org.junit.jupiter.api.Test;

class KeyVaultTest {
  private static final char[] PASSWORD = "correct horse".toCharArray();
  private static final SigningKey KEY = DemoKeys.derive(7, "v1");
  private static final SigningKey OTHER = DemoKeys.derive(7, "v2");

  @Test
  void a_written_vault_opens_with_the_same_keys() {
    KeyVault opened = open(quick(KeyVault.EMPTY.with("v1", KEY).with("v2", OTHER)), PASSWORD);

    assertThat(opened.aliases()).containsExactly("v1", "v2");
    byte[] message = {1, 2, 3};
    assertThat(opened.key("v1").sign(message)).isEqualTo(KEY.sign(message));
    assertThat(opened.key("v2").verificationKey()).isEqualTo(OTHER.verificationKey());
    assertThat(opened).hasToString("KeyVault[v1, v2]");
  }

  @Test
  void keys_are_encrypted_by_aes_256_at_the_stated_iterations_and_so_is_the_mac() throws Exception {
    var out = new ByteArrayOutputStream();
    KeyVault.EMPTY.with("v1", KEY).write(out, PASSWORD);

    var store = new PKCS12PfxPdu(out.toByteArray());
    ContentInfo first = store.getContentInfos()[0];
    var bag =
        (PKCS8EncryptedPrivateKeyInfo)
            new PKCS12SafeBagFactory(first).getSafeBags()[0].getBagValue();
    var scheme =
        PBES2Parameters.getInstance(
            EncryptedPrivateKeyInfo.getInstance(bag.getEncoded())
                .getEncryptionAlgorithm()
                .getParameters());
    var kdf = PBKDF2Params.getInstance(scheme.getKeyDerivationFunc().getParameters());

    assertThat(scheme.getEncryptionScheme().getAlgorithm())
        .isEqualTo(NISTObjectIdentifiers.id_aes256_CBC);
    assertThat(kdf.getIterationCount().intValueExact()).isEqualTo(KeyVault.ITERATIONS);
    assertThat(store.toASN1Structure().getMacData().getIterationCount().intValueExact())
        .isEqualTo(KeyVault.ITERATIONS);
  }

  @Test
  void the_seed_is_nowhere_in_the_bytes() {
    byte[] seed = KEY.seed();
    byte[] store = quick(KeyVault.EMPTY.with("v1", KEY));
    for (int k = 0; k + 8 <= store.length; k++) {
      assertThat(Arrays.equals(store, k, k + 8, seed, 0, 8)).isFalse();
    }
  }

  @Test
  void the_certificate_is_self_signed_for_the_key_and_named_as_the_alias() throws Exception {
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(new ByteArrayInputStream(quick(KeyVault.EMPTY.with("v1", KEY))), PASSWORD);
    var certificate = (X509Certificate) store.getCertificate("v1");

    certificate.verify(certificate.getPublicKey());
    assertThat(certificate.getSubjectX500Principal().getName()).isEqualTo("CN=v1");
    assertThat(certificate.getSigAlgName()).isEqualTo("Ed25519");
  }

  @Test
  void a_wrong_password_is_refused_in_one_line_with_the_remedy() {
    byte[] store = quick(KeyVault.EMPTY.with("v1", KEY));

    assertThatThrownBy(() -> open(store, "correct horsf".toCharArray()))
        .isInstanceOf(KeyVaultException.class)
        .hasMessage(
            "The key store's check value does not match the password: type it again; if it is"
                + " right, the store is damaged: restore it from a backup.");
  }

  @Test
  void bytes_that_are_no_store_are_refused_with_their_number() {
    assertThatThrownBy(() -> open(new byte[12], PASSWORD))
        .isInstanceOf(KeyVaultException.class)
        .hasMessageStartingWith("These 12 bytes are not a PKCS#12 key store, or a damaged one (")
        .hasMessageEndingWith("): restore it from a backup.");
    assertThatThrownBy(() -> open(new byte[KeyVault.MAX_BYTES + 1], PASSWORD))
        .isInstanceOf(KeyVaultException.class)
        .hasMessage("A key store has at most 4194304 bytes, this has more: is it a .p12 file?");
  }

  @Test
  void a_truncated_store_is_refused() {
    byte[] store = quick(KeyVault.EMPTY.with("v1", KEY));
    for (int length = 0; length < store.length; length += 7) {
      byte[] part = Arrays.copyOf(store, length);
      assertThatThrownBy(() -> open(part, PASSWORD)).isInstanceOf(KeyVaultException.class);
    }
  }

  @Test
  void a_damaged_byte_is_refused_or_changes_no_key() {
    byte[] store = quick(KeyVault.EMPTY.with("v1", KEY));
    var random = new Random(20);
    int refused = 0;
    for (int k = 0; k < store.length; k++) {
      byte[] damaged = store.clone();
      damaged[k] ^= (byte) (1 << random.nextInt(8));
      try {
        assertThat(open(damaged, PASSWORD).key("v1").verificationKey())
            .isEqualTo(KEY.verificationKey());
      } catch (KeyVaultException e) {
        assertThat(e.getMessage()).doesNotContain("\n");
        refused++;
      }
    }
    assertThat(refused).isGreaterThan(store.length * 9 / 10);
  }

  @Test
  void a_missing_alias_is_refused_with_those_that_are_there() {
    assertThatThrownBy(() -> KeyVault.EMPTY.with("v1", KEY).with("v2", OTHER).key("v3"))
        .isInstanceOf(KeyVaultException.class)
        .hasMessage(
            "The key store has no key 'v3'; it has [v1, v2]. Name one of those, or add the key.");
  }

  @Test
  void an_alias_never_loses_the_key_that_it_has() {
    KeyVault vault = KeyVault.EMPTY.with("v1", KEY);

    assertThat(vault.with("v1", KEY).aliases()).containsExactly("v1");
    assertThatThrownBy(() -> vault.with("v1", OTHER))
        .isInstanceOf(KeyVaultException.class)
        .hasMessageContaining(
            "Alias 'v1' already has key " + KEY.verificationKey() + "; choose another alias");
  }

  @Test
  void aliases_that_readers_would_fold_together_are_refused() {
    for (String alias : new String[] {"", "V1", "v 1", "é", "-a", "a".repeat(49)}) {
      assertThatThrownBy(() -> KeyVault.EMPTY.with(alias, KEY))
          .isInstanceOf(KeyVaultException.class)
          .hasMessageContaining("must be 1 to 48 characters of a-z, 0-9, '.' and '-'");
    }
  }

  @Test
  void passwords_that_are_short_or_not_printable_ascii_are_refused() {
    assertThatThrownBy(() -> quick(KeyVault.EMPTY, "1234567".toCharArray()))
        .isInstanceOf(KeyVaultException.class)
        .hasMessage("The password has 7 characters and needs 8 or more: give a longer one.");
    assertThatThrownBy(() -> quick(KeyVault.EMPTY, "pässword".toCharArray()))
        .isInstanceOf(KeyVaultException.class)
        .hasMessage(
            "The password's character 2 of 8 is not printable ASCII: give one of those alone.");
    assertThatThrownBy(() -> open(quick(KeyVault.EMPTY), new char[0]))
        .isInstanceOf(KeyVaultException.class)
        .hasMessageStartingWith("The password has 0 characters");
  }

  static byte[] quick(KeyVault vault) {
    return quick(vault, PASSWORD);
  }

  private static byte[] quick(KeyVault vault, char[] password) {
    var out = new ByteArrayOutputStream();
    try {
      vault.write(out, password, 10);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toByteArray();
  }

  static KeyVault open(byte[] store, char[] password) {
    try {
      return KeyVault.open(new ByteArrayInputStream(store), password);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
