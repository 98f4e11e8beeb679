package io.wattmesh.cassandra;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/** How long something is tried again, and with what pauses: 20 ms, doubled up to a second. */
final class Patience {
  private static final long FIRST_PAUSE_NANOS = 20_000_000;
  private static final long LONGEST_PAUSE_NANOS = 1_000_000_000;

  private final long endNanos;
  private long pauseNanos = FIRST_PAUSE_NANOS;

  Patience(Duration most) {
    this.endNanos = System.nanoTime() + most.toNanos();
  }

  /** Pauses before the next try; false, without a pause, if there shall be none. */
  boolean pause() {
    long leftNanos = endNanos - System.nanoTime();
    if (leftNanos <= 0 || Thread.currentThread().isInterrupted()) {
      return false;
    }
    LockSupport.parkNanos(Math.min(pauseNanos, leftNanos));
    pauseNanos = Math.min(2 * pauseNanos, LONGEST_PAUSE_NANOS);
    return true;
  }
}
