package io.wattmesh.proto.crypto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The JDK's own tool reads what {@link KeyVault} wrote, and the other way round. */
class KeytoolTest {
  private static final String PASSWORD = "correct horse";

  @TempDir Path directory;

  @Test
  void keytool_lists_a_vault() throws Exception {
    Path file = directory.resolve("keys.p12");
    SigningKey key = DemoKeys.derive(7, "v1");
    Files.write(file, KeyVaultTest.quick(KeyVault.EMPTY.with("v1", key)));

    assertThat(keytool(file, "-list", "-v"))
        .contains("Alias name: v1")
        .contains("Entry type: PrivateKeyEntry")
        .contains("Owner: CN=v1")
        .contains("Signature algorithm name: Ed25519");
  }

  @Test
  void a_vault_opens_the_key_that_keytool_made() throws Exception {
    Path file = directory.resolve("made.p12");
    keytool(file, "-genkeypair", "-alias", "v1", "-keyalg", "Ed25519", "-dname", "CN=v1");

    SigningKey key = KeyVaultTest.open(Files.readAllBytes(file), PASSWORD.toCharArray()).key("v1");

    byte[] message = {1};
    assertThat(key.verificationKey().verify(message, key.sign(message))).isTrue();
  }

  @Test
  void a_key_of_another_algorithm_is_refused_by_name() throws Exception {
    Path file = directory.resolve("ec.p12");
    keytool(file, "-genkeypair", "-alias", "web", "-keyalg", "EC", "-dname", "CN=web");
    byte[] store = Files.readAllBytes(file);

    assertThatThrownBy(() -> KeyVaultTest.open(store, PASSWORD.toCharArray()))
        .isInstanceOf(KeyVaultException.class)
        .hasMessage("Entry 'web' is a key for EC, not Ed25519: keep it in a store of its own.");
  }

  private static String keytool(Path file, String... arguments)
      throws IOException, InterruptedException {
    var command = new ArrayList<String>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
    command.addAll(List.of(arguments));
    command.addAll(
        List.of(
            "-J-Duser.language=en",
            "-storetype",
            "PKCS12",
            "-storepass",
            PASSWORD,
            "-keystore",
            file.toString()));
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(output).isZero();
    return output;
  }
}
