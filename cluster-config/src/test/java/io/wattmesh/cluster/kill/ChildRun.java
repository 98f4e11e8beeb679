package io.wattmesh.cluster.kill;

import io.wattmesh.cluster.cli.Wattmesh;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** {@code wattmesh run} as a process of its own, which can be killed. */
final class ChildRun implements AutoCloseable {
  private static final long PATIENCE_SECONDS = 240;

  private final Process process;
  private final Path out;
  private final Path err;

  private ChildRun(Process process, Path out, Path err) {
    this.process = process;
    this.out = out;
    this.err = err;
  }

  static ChildRun start(Path scratch, Object... args) throws IOException {
    Path out = Files.createTempFile(scratch, "child", ".out");
    Path err = Files.createTempFile(scratch, "child", ".err");
    var command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseCompactObjectHeaders",
                "--sun-misc-unsafe-memory-access=allow",
                "--enable-native-access=ALL-UNNAMED",
                "-Xmx1g",
                "-cp",
                System.getProperty("java.class.path"),
                Wattmesh.class.getName(),
                "run"));
    Arrays.stream(args).map(String::valueOf).forEach(command::add);
    Process process =
        new ProcessBuilder(command)
            .redirectOutput(out.toFile())
            .redirectError(err.toFile())
            .start();
    return new ChildRun(process, out, err);
  }

  boolean isAlive() {
    return process.isAlive();
  }

  /** SIGKILL: nothing is flushed, closed or said. */
  void kill() throws InterruptedException {
    process.destroyForcibly();
    process.waitFor();
  }

  int await() throws InterruptedException {
    if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
      kill();
      throw new AssertionError("The child does not end: " + stderr());
    }
    return process.exitValue();
  }

  /** Rows of intervals that it has printed. */
  long rows() {
    return stdout().lines().filter(line -> line.matches("\\s*\\d+\\s+20\\d\\d-.*")).count();
  }

  String stdout() {
    return read(out);
  }

  /** All that it wrote, for people. */
  String said() {
    return stdout() + stderr();
  }

  String stderr() {
    return read(err);
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }
}
