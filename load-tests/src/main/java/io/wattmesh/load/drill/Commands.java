package io.wattmesh.load.drill;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;

/** Short commands of the operating system. */
final class Commands {
  private static final int PATIENCE_SECONDS = 20;

  private Commands() {}

  /**
   * @throws IOException if it does not end well, with what it said
   */
  static void run(String... command) throws IOException {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    try {
      String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS) || process.exitValue() != 0) {
        throw new IOException("`%s` failed: %s".formatted(String.join(" ", command), said.strip()));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("Interrupted in `%s`.".formatted(String.join(" ", command)), e);
    }
  }

  /** Takes something away that may not be there. */
  static void runAnyway(String... command) {
    try {
      run(command);
    } catch (IOException e) {
      // It was not there.
    }
  }
}
