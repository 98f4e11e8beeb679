package io.wattmesh.load.log;

/** Waits on the benchmark's own thread. */
final class Pause {
  private Pause() {}

  static void millis(long millis) {
    try {
      Thread.sleep(millis);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("Interrupted while the benchmark waits.", e);
    }
  }
}
