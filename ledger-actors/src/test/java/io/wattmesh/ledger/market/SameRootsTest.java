package io.wattmesh.ledger.market;

import static org.assertj.core.api.Assertions.assertThat;

import io.wattmesh.ledger.HistoryRoots;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The same histories in JVMs that do the work differently: interpreted, by either compiler, with
 * each collector, on one core and by several threads. Other vendors' JVMs and other processors were
 * not run.
 */
@Tag("seed-23")
class SameRootsTest {
  private static final int HISTORIES = 12;
  private static final int MAX_SECONDS = 300;

  @TempDir static Path folder;
  private static List<String> expected;

  @BeforeAll
  static void play_them_as_the_JVM_likes() throws Exception {
    expected = roots(1);
    assertThat(expected).hasSize(HISTORIES).doesNotHaveDuplicates();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "-Xint",
        "-XX:TieredStopAtLevel=1",
        "-XX:-TieredCompilation",
        "-XX:+UseSerialGC",
        "-XX:+UseParallelGC",
        "-XX:+UseZGC",
        "-XX:+UseShenandoahGC",
        "-XX:ActiveProcessorCount=1",
        "-XX:-UseCompactObjectHeaders"
      })
  void every_block_has_the_same_state_root_with(String option) throws Exception {
    assertThat(roots(1, option)).isEqualTo(expected);
  }

  @Test
  void every_block_has_the_same_state_root_by_four_threads_at_once() throws Exception {
    assertThat(roots(4)).isEqualTo(expected);
  }

  private static List<String> roots(int threads, String... options) throws Exception {
    var command = new ArrayList<String>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-Xmx512m", "-cp", System.getProperty("java.class.path")));
    command.addAll(List.of(options));
    command.addAll(
        List.of(
            HistoryRoots.class.getName(), Integer.toString(HISTORIES), Integer.toString(threads)));
    return output(command);
  }

  private static List<String> output(List<String> command)
      throws IOException, InterruptedException {
    Path out = Files.createTempFile(folder, "roots", ".txt");
    Path err = Files.createTempFile(folder, "roots", ".err");
    Process child =
        new ProcessBuilder(command)
            .redirectOutput(out.toFile())
            .redirectError(err.toFile())
            .start();
    try {
      assertThat(child.waitFor(MAX_SECONDS, TimeUnit.SECONDS)).as("it ends").isTrue();
    } finally {
      child.destroyForcibly();
    }
    assertThat(child.exitValue()).as(Files.readString(err, StandardCharsets.UTF_8)).isZero();
    return Files.readAllLines(out, StandardCharsets.UTF_8);
  }
}
