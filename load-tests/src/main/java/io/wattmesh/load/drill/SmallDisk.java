package io.wattmesh.load.drill;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** A folder that has little room: a file system in memory. It needs root. */
record SmallDisk(Path folder) implements AutoCloseable {
  /**
   * RocksDB lays by 70 MiB for its log where there is as much room; on less it finds out with each
   * write whether there is some.
   */
  private static final int MEGABYTES = 60;

  private static final String FILLER = "filler";
  private static final int CHUNK_BYTES = 4_096;

  /**
   * @throws CannotRunException if this machine does not let it
   */
  static SmallDisk mount(Path folder) throws IOException, InterruptedException {
    Files.createDirectories(folder);
    Process process =
        new ProcessBuilder(
                "mount", "-t", "tmpfs", "-o", "size=" + MEGABYTES + "m", "tmpfs", folder.toString())
            .redirectErrorStream(true)
            .start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (process.waitFor() != 0) {
      throw new CannotRunException(
          "This drill needs a small file system, which root alone may mount: " + said.strip(),
          new IOException(said));
    }
    return new SmallDisk(folder);
  }

  /** There is no room any more. */
  void fill() throws IOException {
    try (OutputStream filler = Files.newOutputStream(folder.resolve(FILLER))) {
      var chunk = new byte[CHUNK_BYTES];
      for (long written = 0; written <= MEGABYTES * 1_048_576L; written += CHUNK_BYTES) {
        filler.write(chunk);
      }
      throw new IOException(folder + " takes more than it can hold.");
    } catch (IOException e) {
      if (!String.valueOf(e.getMessage()).contains("No space left")) {
        throw e;
      }
    }
  }

  /** There is room again. */
  void clear() throws IOException {
    Files.delete(folder.resolve(FILLER));
  }

  @Override
  public void close() throws IOException, InterruptedException {
    // Processes that still have files there keep them until they end.
    new ProcessBuilder("umount", "-l", folder.toString()).inheritIO().start().waitFor();
  }
}
