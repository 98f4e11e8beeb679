package io.wattmesh.cluster.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One changed byte in what a run wrote is found and named. */
class VerifyFlipsTest {
  private static final long SEED = 42;

  @TempDir private static Path temp;
  private static Path run;

  @BeforeAll
  static void runTheSeedsMarket() {
    run = temp.resolve("run");
    Cli cli = Cli.run("run", "seed-3bus-f12", "--out", run);
    assertThat(cli.code()).as(cli.err()).isZero();
  }

  private static List<Path> files(String under) throws IOException {
    try (var walk = Files.walk(run.resolve(under))) {
      return walk.filter(Files::isRegularFile)
          .filter(file -> !file.startsWith(run.resolve("state")))
          .sorted()
          .toList();
    }
  }

  @Test
  void theUntouchedRunVerifies() {
    Cli cli = Cli.run("verify", run);
    assertThat(cli.code()).as(cli.err()).isZero();
    assertThat(cli.out()).startsWith("VALID: chain ").contains("result files match");
    assertThat(cli.err()).isEmpty();
  }

  @Test
  void aHundredChangesToTheLedgerAreFound() throws IOException {
    List<Path> ledger = files("ledger");
    assertThat(ledger).hasSize(3);
    var random = new SplittableRandom(SEED);
    long total = ledger.stream().mapToLong(VerifyFlipsTest::size).sum();
    for (int k = 0; k < 100; k++) {
      // The first of them hit each file, the others wherever the bytes are.
      Path file = k < 30 ? ledger.get(k % 3) : fileAt(ledger, random.nextLong(total));
      assertFound(file, random);
    }
  }

  @Test
  void changesToOtherResultsAreFoundByTheManifest() throws IOException {
    List<Path> others =
        files("").stream().filter(file -> !file.startsWith(run.resolve("ledger"))).toList();
    assertThat(others)
        .extracting(Path::getFileName)
        .extracting(Path::toString)
        .contains("intervals.csv", "report.html", "manifest.json");
    var random = new SplittableRandom(SEED);
    for (int k = 0; k < 30; k++) {
      Path file = others.get(k % others.size());
      if (!file.endsWith("manifest.json")) {
        assertFound(file, random);
      }
    }
  }

  @Test
  void aCutOrLengthenedLedgerIsFound() throws IOException {
    for (Path file : files("ledger")) {
      byte[] bytes = Files.readAllBytes(file);
      Files.write(file, java.util.Arrays.copyOf(bytes, bytes.length - 1));
      assertThat(Cli.run("verify", run).code()).as("%s cut", file).isEqualTo(4);
      Files.write(file, java.util.Arrays.copyOf(bytes, bytes.length + 1));
      assertThat(Cli.run("verify", run).code()).as("%s lengthened", file).isEqualTo(4);
      Files.write(file, new byte[0]);
      assertThat(Cli.run("verify", run).code()).as("%s emptied", file).isEqualTo(4);
      Files.write(file, bytes);
    }
  }

  private static void assertFound(Path file, SplittableRandom random) throws IOException {
    byte[] bytes = Files.readAllBytes(file);
    byte[] changed = bytes.clone();
    int at = random.nextInt(bytes.length);
    changed[at] ^= (byte) (1 + random.nextInt(255));
    Files.write(file, changed);
    try {
      Cli cli = Cli.run("verify", run);
      assertThat(cli.code()).as("byte %d of %s: %s", at, file, cli.err()).isEqualTo(4);
      assertThat(cli.out()).isEmpty();
      assertThat(cli.err().strip().lines()).as(cli.err()).hasSize(1);
      assertThat(cli.err())
          .as("byte %d of %s", at, file)
          .containsPattern("block|genesis|proof|" + file.getFileName());
    } finally {
      Files.write(file, bytes);
    }
  }

  private static Path fileAt(List<Path> files, long position) {
    long left = position;
    for (Path file : files) {
      left -= size(file);
      if (left < 0) {
        return file;
      }
    }
    throw new AssertionError("There is no byte " + position + ".");
  }

  private static long size(Path file) {
    try {
      return Files.size(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
