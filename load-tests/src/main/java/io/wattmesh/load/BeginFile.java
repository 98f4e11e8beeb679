package io.wattmesh.load;

import io.wattmesh.load.generate.FirstInterval;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.concurrent.TimeUnit;

/**
 * How the generators of one run begin together: each says in its folder that it is ready, and is
 * told there with which interval to begin.
 */
record BeginFile(Path folder) implements FirstInterval {
  private static final long LOOK_MILLIS = 50;

  private Path ready() {
    return folder.resolve("ready");
  }

  private Path begin() {
    return folder.resolve("begin");
  }

  /** For the generator: says that it is ready, and waits. */
  @Override
  public long await() throws IOException, InterruptedException {
    Files.writeString(ready(), "");
    while (!Files.exists(begin())) {
      TimeUnit.MILLISECONDS.sleep(LOOK_MILLIS);
    }
    return Long.parseLong(Files.readString(begin()).strip());
  }

  boolean isReady() {
    return Files.exists(ready());
  }

  /** For who waits for all of them. */
  void tell(long interval) throws IOException {
    Path made = Files.writeString(folder.resolve("begin.new"), interval + "\n");
    Files.move(made, begin(), StandardCopyOption.ATOMIC_MOVE);
  }
}
