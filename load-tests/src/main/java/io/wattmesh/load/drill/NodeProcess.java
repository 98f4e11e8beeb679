package io.wattmesh.load.drill;

import io.wattmesh.cluster.cli.Wattmesh;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** One {@code wattmesh node} as a process of its own. */
final class NodeProcess implements AutoCloseable {
  private static final long PATIENCE_SECONDS = 90;

  private final Process process;
  private final Path log;
  private final long logBegins;

  private NodeProcess(Process process, Path log, long logBegins) {
    this.process = process;
    this.log = log;
    this.logBegins = logBegins;
  }

  /**
   * @param enter what stands before the command
   * @param options of the Java machine, beside those that every drill's node has
   * @param log is written to at its end
   */
  static NodeProcess start(List<String> enter, List<String> options, Path config, Path log)
      throws IOException {
    return start(enter, options, List.of("node", "--config", config.toString()), log);
  }

  /**
   * Any of our commands.
   *
   * @param enter what stands before the command
   * @param options of the Java machine; of two that contradict each other the later one counts
   * @param arguments the command line of {@code wattmesh}
   * @param log is written to at its end
   */
  static NodeProcess start(
      List<String> enter, List<String> options, List<String> arguments, Path log)
      throws IOException {
    var command = new ArrayList<String>(enter);
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(
        List.of(
            "-Xmx256m",
            "-XX:+UseSerialGC",
            "-XX:+UseCompactObjectHeaders",
            "--sun-misc-unsafe-memory-access=allow",
            "--enable-native-access=ALL-UNNAMED"));
    command.addAll(options);
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), Wattmesh.class.getName()));
    command.addAll(arguments);
    long logBegins = Files.exists(log) ? Files.readString(log).length() : 0;
    return new NodeProcess(
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
            .start(),
        log,
        logBegins);
  }

  /** What it has used of the processor, as the system counts it; nothing once it has ended. */
  Optional<Duration> cpu() {
    return process.isAlive() ? process.toHandle().info().totalCpuDuration() : Optional.empty();
  }

  /** What it has ended with; waits for its end. */
  int awaitExit() throws InterruptedException {
    return process.waitFor();
  }

  boolean isAlive() {
    return process.isAlive();
  }

  /** What it, and those who wrote to the same file before, have logged by now. */
  String log() {
    try {
      return Files.readString(log, StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** What this process has logged by now. */
  String ownLog() {
    return log().substring((int) logBegins);
  }

  /** SIGKILL: nothing is flushed, closed or said. */
  void kill() throws InterruptedException {
    process.destroyForcibly();
    process.waitFor();
  }

  /** SIGSTOP or SIGCONT. */
  void signal(String name) throws IOException, InterruptedException {
    int code =
        new ProcessBuilder("kill", "-" + name, Long.toString(process.pid())).start().waitFor();
    if (code != 0) {
      throw new IOException("kill -%s %d ends with %d.".formatted(name, process.pid(), code));
    }
  }

  /**
   * SIGTERM.
   *
   * @return what it ends with
   */
  int stop() throws InterruptedException {
    process.destroy();
    return awaitEnd();
  }

  /** SIGTERM; a process that it has ended says so. */
  void stopWell() throws IOException, InterruptedException {
    requireEndedWell(stop());
  }

  /** SIGTERM, not awaited. */
  void beginStop() {
    process.destroy();
  }

  /** Waits for its end after SIGTERM. */
  void awaitStoppedWell() throws IOException, InterruptedException {
    requireEndedWell(awaitEnd());
  }

  private int awaitEnd() throws InterruptedException {
    if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
      kill();
      throw new IllegalStateException("The node does not stop; it logged:\n" + log());
    }
    return process.exitValue();
  }

  private static void requireEndedWell(int code) throws IOException {
    if (code != 0 && code != 128 + 15) {
      throw new IOException(
          "The node that was told to leave ends with %d, not 0 or 143.".formatted(code));
    }
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }
}
