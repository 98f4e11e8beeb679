package io.wattmesh.load.drill;

import java.io.IOException;
import java.io.OutputStream;
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
  static SmallDisk mount(Path folder) throws IOException {
    Files.createDirectories(folder);
    try {
      Commands.run(
          "mount", "-t", "tmpfs", "-o", "size=" + MEGABYTES + "m", "tmpfs", folder.toString());
    } catch (IOException e) {
      throw new CannotRunException(
          "This drill needs a small file system, which root alone may mount: " + e.getMessage(), e);
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

  /** Processes that still have files there keep them until they end. */
  @Override
  public void close() {
    Commands.runAnyway("umount", "-l", folder.toString());
  }
}
