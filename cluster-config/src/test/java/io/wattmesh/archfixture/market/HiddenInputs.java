package io.wattmesh.archfixture.market;

import java.time.Instant;
import java.time.LocalDateTime;
import java.util.List;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.concurrent.Executor;

/** Breaks: pure code takes time and randomness as arguments. */
public final class HiddenInputs {
  private HiddenInputs() {}

  /** Every kind of it. */
  @SuppressWarnings({"JavaTimeDefaultTimeZone", "ThreadPriorityCheck"})
  public static List<Object> all(Executor executor) {
    Thread.yield();
    executor.execute(() -> {});
    return List.of(
        System.currentTimeMillis(),
        System.nanoTime(),
        Instant.now(),
        LocalDateTime.now(),
        new Random(),
        new SplittableRandom(),
        Math.random(),
        UUID.randomUUID(),
        List.of(1).parallelStream().count());
  }
}
