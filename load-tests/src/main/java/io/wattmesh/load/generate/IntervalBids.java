package io.wattmesh.load.generate;

import io.wattmesh.load.measure.Counts;
import io.wattmesh.load.workload.ArrivalSchedule;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.ToLongFunction;

/**
 * The fleet's bids for one interval: when each was meant to be sent and when it was, and what is
 * known of it, as flags that are only ever set. Written by workers, aggregators' threads and the
 * ledger's, each its own flags.
 */
final class IntervalBids {
  /** It has left. */
  static final int SENT = 1;

  /** Its signed acknowledgement has come. */
  static final int ACKNOWLEDGED = 2;

  /** Its aggregator has refused it. */
  static final int REFUSED = 4;

  /** It stands in a committed book. */
  static final int STANDS = 8;

  /** The ledger has refused it. */
  static final int REJECTED = 16;

  private static final VarHandle FLAGS = MethodHandles.arrayElementVarHandle(byte[].class);

  private final long interval;
  private final boolean measured;
  private final int[] offsetMicros;
  private final int[] sentMicros;
  private final byte[] flags;
  private final long dropped;
  private final Map<String, AtomicLong> reasons = new ConcurrentHashMap<>();
  private final AtomicLong resent = new AtomicLong();
  private volatile boolean voided;
  private volatile boolean cleared;
  private volatile boolean settled;
  private volatile long booksMicros = -1;
  private volatile long handedInMicros = -1;
  private volatile long finalMicros = -1;
  private volatile long settledMicros = -1;

  /**
   * @param arrivals fills in when each device sends, and counts arrivals without a device
   */
  IntervalBids(long interval, boolean measured, int devices, ToLongFunction<int[]> arrivals) {
    this.interval = interval;
    this.measured = measured;
    this.offsetMicros = new int[devices];
    this.sentMicros = new int[devices];
    this.flags = new byte[devices];
    this.dropped = arrivals.applyAsLong(offsetMicros);
  }

  /** What one device takes in one interval, bytes. */
  static int bytesPerDevice() {
    return 2 * Integer.BYTES + Byte.BYTES;
  }

  long interval() {
    return interval;
  }

  /** Whether its figures count, or it only warms up. */
  boolean measured() {
    return measured;
  }

  /** Micros from the opening of the window; {@link ArrivalSchedule#NO_BID} if it sends none. */
  int offsetMicros(int device) {
    return offsetMicros[device];
  }

  int sentMicros(int device) {
    return sentMicros[device];
  }

  void sent(int device, long micros) {
    sentMicros[device] = (int) Math.min(micros, Integer.MAX_VALUE);
    set(device, SENT);
  }

  /** A closed loop means to send when it sends. */
  void meantNow(int device, long micros) {
    offsetMicros[device] = (int) Math.min(micros, Integer.MAX_VALUE);
  }

  void sentAgain() {
    resent.incrementAndGet();
  }

  /** Sets a flag; false if it was set before. */
  boolean set(int device, int flag) {
    return ((byte) FLAGS.getAndBitwiseOr(flags, device, (byte) flag) & flag) == 0;
  }

  boolean has(int device, int anyOf) {
    return ((byte) FLAGS.getAcquire(flags, device) & anyOf) != 0;
  }

  boolean hasAll(int device, int all) {
    return ((byte) FLAGS.getAcquire(flags, device) & all) == all;
  }

  void reason(String code) {
    reasons.computeIfAbsent(code, any -> new AtomicLong()).incrementAndGet();
  }

  int devices() {
    return flags.length;
  }

  boolean isVoided() {
    return voided;
  }

  boolean isOver() {
    return voided || cleared;
  }

  boolean isSettled() {
    return settled;
  }

  void onBooks(long micros) {
    booksMicros = micros;
  }

  /** The first clearing handed in counts. */
  void onHandedIn(long micros) {
    if (handedInMicros < 0) {
      handedInMicros = micros;
    }
  }

  void onCleared(long micros) {
    finalMicros = micros;
    cleared = true;
  }

  void onVoided(long micros) {
    finalMicros = micros;
    voided = true;
  }

  void onSettled(long micros) {
    settledMicros = micros;
    settled = true;
  }

  /** When its books were frozen; negative if they are not. */
  long booksMicros() {
    return booksMicros;
  }

  /** When its clearing was handed in; negative if none was. */
  long handedInMicros() {
    return handedInMicros;
  }

  /** When its outcome was committed; negative if it is not. */
  long finalMicros() {
    return finalMicros;
  }

  long settledMicros() {
    return settledMicros;
  }

  /** What became of its bids so far. */
  Counts counts() {
    long[] sums = new long[7];
    var why = new TreeMap<String, Long>();
    reasons.forEach((code, count) -> why.put(code, count.get()));
    for (int device = 0; device < flags.length; device++) {
      if (offsetMicros[device] != ArrivalSchedule.NO_BID) {
        count(device, sums, why);
      }
    }
    return new Counts(
        sums[0],
        sums[1],
        resent.get(),
        sums[2],
        sums[3],
        sums[4],
        sums[5],
        sums[6],
        dropped,
        sums[2] - sums[3] - sums[4],
        why);
  }

  /** Adds one bid to intended, sent, accepted, cleared, rejected, refused, unanswered. */
  private void count(int device, long[] sums, Map<String, Long> why) {
    sums[0]++;
    if (!has(device, SENT)) {
      return;
    }
    sums[1]++;
    if (!has(device, ACKNOWLEDGED)) {
      sums[has(device, REFUSED) ? 5 : 6]++;
      return;
    }
    sums[2]++;
    if (has(device, REJECTED)) {
      sums[4]++;
    } else if (voided) {
      sums[4]++;
      why.merge("INTERVAL_VOID", 1L, Long::sum);
    } else if (cleared && has(device, STANDS)) {
      sums[3]++;
    }
  }
}
