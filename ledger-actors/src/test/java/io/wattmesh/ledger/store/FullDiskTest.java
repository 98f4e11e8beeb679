package io.wattmesh.ledger.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A disk that takes no more. A file system of its own can't be had in a test, so a process of its
 * own gets a limit on the size of its files: a write beyond it fails in the kernel, as on a full
 * disk, in the middle of the store's log.
 */
class FullDiskTest {
  private static final int LIMIT_KIBIBYTES = 256;
  private static final int PATIENCE_SECONDS = 60;

  @TempDir private Path folder;

  @Test
  void a_full_disk_is_an_error_and_whatever_was_said_to_be_stored_is_there_afterwards()
      throws IOException, InterruptedException {
    List<String> said = fill();

    assertThat(said.getLast()).startsWith("failed The ledger store cannot write");
    List<String> stored =
        said.stream()
            .filter(line -> line.startsWith("stored "))
            .map(line -> line.substring("stored ".length()))
            .toList();
    assertThat(stored).hasSizeBetween(1, FillingStore.MOST_BLOCKS - 1);
    try (var store = RocksLedgerStore.open(folder)) {
      assertThat(store.uncommitted())
          .extracting(linked -> linked.block().id().hex())
          .containsAll(stored);
    }
  }

  private List<String> fill() throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(
                "bash",
                "-c",
                "ulimit -f " + LIMIT_KIBIBYTES + "; exec \"$@\"",
                "bash",
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:-UsePerfData",
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path"),
                FillingStore.class.getName(),
                folder.toString())
            .redirectErrorStream(true)
            .start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)).as(output).isTrue();
    return output.lines().toList();
  }
}
