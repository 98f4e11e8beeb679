package io.wattmesh.cluster.node;

import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/**
 * A clock that runs as fast as the real one from wherever it was last set, and is only ever set
 * forward.
 */
public final class SimulatedClock implements LongSupplier {
  private final AtomicLong leadMillis;

  public SimulatedClock(long startMillis) {
    this.leadMillis = new AtomicLong(startMillis - elapsedMillis());
  }

  private static long elapsedMillis() {
    return System.nanoTime() / 1_000_000;
  }

  /** Milliseconds since 1970 UTC, as the market sees them. */
  @Override
  public long getAsLong() {
    return leadMillis.get() + elapsedMillis();
  }

  /** Sets the clock forward; if it is past that time already, nothing happens. */
  public void forwardTo(long millis) {
    leadMillis.accumulateAndGet(millis - elapsedMillis(), Math::max);
  }
}
