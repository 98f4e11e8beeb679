package io.wattmesh.ledger.audit;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/** The verifier among the documents, which shares no code with this project, as a process. */
final class PythonVerifier {
  /** What it ends with if something does not hold. */
  static final int INVALID = 4;

  private static final Path SCRIPT =
      Path.of("..", "cluster-config", "docs", "examples", "verify_export.py");
  private static final Path REPLAY = Path.of("src", "test", "resources", "replay_histories.py");
  private static final long TIMEOUT_SECONDS = 120;

  private PythonVerifier() {}

  /**
   * @param output what it printed
   */
  record Verdict(int exitCode, String output) {}

  /** Whether there is a python3 that the verifier can run with. */
  static boolean isThere(Path scratch) throws IOException, InterruptedException {
    try {
      return run(scratch, "python3", "-c", "import hashlib, struct").exitCode() == 0;
    } catch (IOException e) {
      return false; // No such program.
    }
  }

  /** Judges a run's folder: the export below {@code ledger}, what is below {@code receipts}. */
  static Verdict judge(Path folder, Path scratch) throws IOException, InterruptedException {
    if (!Files.isRegularFile(SCRIPT)) {
      throw new IllegalStateException("There is no " + SCRIPT.toAbsolutePath().normalize() + ".");
    }
    return run(scratch, "python3", SCRIPT.toString(), folder.toString());
  }

  /** Replays the histories in a folder with the verifier's rules. */
  static Verdict replay(Path folder) throws IOException, InterruptedException {
    return run(folder, "python3", REPLAY.toString(), SCRIPT.toString(), folder.toString());
  }

  private static Verdict run(Path scratch, String... command)
      throws IOException, InterruptedException {
    Path output = Files.createTempFile(scratch, "verdict", ".txt");
    Process process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    if (!process.waitFor(TIMEOUT_SECONDS, TimeUnit.SECONDS)) {
      process.destroyForcibly();
      throw new IllegalStateException(
          "%s gave no verdict in %d s.".formatted(String.join(" ", command), TIMEOUT_SECONDS));
    }
    return new Verdict(process.exitValue(), Files.readString(output, StandardCharsets.UTF_8));
  }
}
