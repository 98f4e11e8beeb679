package io.wattmesh.load.measure;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/** How much is in the files of a folder, looked at every ten calls. For one thread. */
public final class DiskWatch {
  private static final int CALLS_PER_LOOK = 10;

  private final Path folder;
  private int calls;
  private long bytes;

  public DiskWatch(Path folder) {
    this.folder = folder;
  }

  /** The lengths of all files within, as last looked at. */
  public long bytes() {
    if (calls++ % CALLS_PER_LOOK == 0 && Files.isDirectory(folder)) {
      bytes = look();
    }
    return bytes;
  }

  private long look() {
    try (Stream<Path> files = Files.walk(folder)) {
      return files.mapToLong(DiskWatch::length).sum();
    } catch (IOException | UncheckedIOException e) {
      return bytes; // A file that went meanwhile: the next look will tell.
    }
  }

  private static long length(Path file) {
    try {
      return Files.isRegularFile(file) ? Files.size(file) : 0;
    } catch (IOException e) {
      return 0; // It went meanwhile.
    }
  }
}
