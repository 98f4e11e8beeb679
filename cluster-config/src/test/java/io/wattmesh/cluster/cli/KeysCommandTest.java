package io.wattmesh.cluster.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.wattmesh.cluster.keys.PublicKeyList;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Keys are made, shown and told by name; a private one never leaves its store. */
class KeysCommandTest {
  @TempDir private Path folder;

  private Path password;
  private Path store;

  @BeforeEach
  void make() throws IOException {
    password = Files.writeString(folder.resolve("password"), "correct horse\n");
    store = folder.resolve("validators.p12");
  }

  private Cli keys(String... arguments) {
    return Cli.run((Object[]) arguments);
  }

  @Test
  void generated_keys_are_shown_and_kept_when_others_are_added() throws IOException {
    String word = password.toString();
    Cli first =
        keys(
            "keys",
            "generate",
            "validator-00",
            "--store",
            store.toString(),
            "--password-file",
            word);
    assertThat(first.code()).as(first.err()).isZero();
    Cli second =
        keys(
            "keys",
            "generate",
            "validator-00",
            "region-1",
            "--store",
            store.toString(),
            "--password-file",
            word);
    assertThat(second.out()).startsWith(first.out()).contains("region-1 ");

    Cli shown = keys("keys", "show", store.toString(), "--password-file", word);
    assertThat(shown.out().lines())
        .containsExactlyInAnyOrderElementsOf(second.out().lines().toList());
    Path list = Files.writeString(folder.resolve("public-keys.txt"), shown.out());
    assertThat(PublicKeyList.read(list)).containsOnlyKeys("validator-00", "region-1");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(store)))
        .isEqualTo("rw-------");
  }

  @Test
  void a_store_that_others_may_read_is_not_opened() throws IOException {
    String word = password.toString();
    keys("keys", "generate", "validator-00", "--store", store.toString(), "--password-file", word);
    Files.setPosixFilePermissions(store, PosixFilePermissions.fromString("rw-r--r--"));
    Cli shown = keys("keys", "show", store.toString(), "--password-file", word);
    assertThat(shown.code()).isEqualTo(ExitCodes.FAILURE);
    assertThat(shown.err()).contains("chmod 600");
    assertThat(shown.out()).isEmpty();
  }

  @Test
  void a_market_tells_who_needs_a_key() throws IOException {
    Path config =
        Files.writeString(
            folder.resolve("node.conf"),
            """
            wattmesh.market { scenario = "seed-3bus", start = "2026-11-30T12:00:00Z" }
            """);
    Cli validators = keys("keys", "names", "--config", config.toString(), "--role", "validator");
    assertThat(validators.code()).as(validators.err()).isZero();
    List<String> names = validators.out().lines().toList();
    assertThat(names).isNotEmpty().allMatch(name -> name.startsWith("validator-"));
    assertThat(keys("keys", "names", "--config", config.toString()).out())
        .contains("region-0")
        .contains("aggregator-bus-")
        .contains("meter-bus-");
  }
}
