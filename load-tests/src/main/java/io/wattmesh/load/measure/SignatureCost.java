package io.wattmesh.load.measure;

import io.wattmesh.proto.crypto.DemoKeys;
import io.wattmesh.proto.crypto.Signature;
import io.wattmesh.proto.crypto.SigningKey;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;

/**
 * What one signature and one check of it cost on this machine, now: CPU time of a thread, the
 * median of some batches after others that warm the compiler. Processors that share a core, or a
 * limit of heat, take longer when all are at it, as under load: so both are told.
 *
 * @param signNanos with a key that is there, one thread at it
 * @param checkNanos under a key that has been used before, one thread at it
 * @param busySignNanos a signature while every processor is at it
 * @param busyCheckNanos a check while every processor is at it
 */
public record SignatureCost(
    long signNanos, long checkNanos, long busySignNanos, long busyCheckNanos) {
  /** A bid's preimage has about so many bytes. */
  private static final int MESSAGE_BYTES = 250;

  private static final int BATCHES = 15;
  private static final int BATCH = 100;

  private record Pair(long signNanos, long checkNanos) {}

  /** Measures all; takes about half a second once compiled. */
  public static SignatureCost measure() {
    Pair alone = measureHere();
    var running = new AtomicBoolean(true);
    List<Thread> others =
        IntStream.range(1, Runtime.getRuntime().availableProcessors())
            .mapToObj(
                any ->
                    Thread.ofPlatform()
                        .daemon()
                        .name("signature-cost-" + any)
                        .start(
                            () -> {
                              while (running.get()) {
                                measureHere();
                              }
                            }))
            .toList();
    Pair busy = measureHere();
    running.set(false);
    for (Thread other : others) {
      try {
        other.join();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
    return new SignatureCost(
        alone.signNanos(), alone.checkNanos(), busy.signNanos(), busy.checkNanos());
  }

  private static Pair measureHere() {
    SigningKey key = DemoKeys.derive(1, "signature-cost");
    byte[] message = new byte[MESSAGE_BYTES];
    Signature signature = key.sign(message);
    ThreadMXBean threads = ManagementFactory.getThreadMXBean();
    long[] signNanos = new long[BATCHES];
    long[] checkNanos = new long[BATCHES];
    long held = 0;
    for (int round = 0; round < 2 * BATCHES; round++) {
      long before = threads.getCurrentThreadCpuTime();
      for (int k = 0; k < BATCH; k++) {
        message[0] = (byte) k;
        signature = key.sign(message);
      }
      long between = threads.getCurrentThreadCpuTime();
      for (int k = 0; k < BATCH; k++) {
        held += key.verificationKey().verify(message, signature) ? 1 : 0;
      }
      long after = threads.getCurrentThreadCpuTime();
      signNanos[round % BATCHES] = (between - before) / BATCH;
      checkNanos[round % BATCHES] = (after - between) / BATCH;
    }
    if (held != 2L * BATCHES * BATCH) {
      throw new IllegalStateException("A signature made here does not hold here.");
    }
    return new Pair(median(signNanos), median(checkNanos));
  }

  private static long median(long[] values) {
    long[] sorted = values.clone();
    Arrays.sort(sorted);
    return sorted[sorted.length / 2];
  }

  /** The formula of {@link #floorSeconds}, for results. */
  public static String formula() {
    return "devices that bid x (2 signatures + 2 x (1 + validators) checks): each signs one bid and"
        + " its meter one reading; the aggregator checks each once, and each validator once";
  }

  /**
   * What signatures alone must take of the processor.
   *
   * @param bids how many devices bid, all intervals together
   */
  public double floorSeconds(long bids, int validators) {
    return floorSeconds(bids, validators, signNanos, checkNanos);
  }

  /** The same by what signatures cost while every processor is at it. */
  public double busyFloorSeconds(long bids, int validators) {
    return floorSeconds(bids, validators, busySignNanos, busyCheckNanos);
  }

  private static double floorSeconds(long bids, int validators, long sign, long check) {
    return bids * (2.0 * sign + 2.0 * (1 + validators) * check) / 1e9;
  }
}
