package io.wattmesh.load.generate;

import io.wattmesh.load.workload.ArrivalSchedule;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.IntFunction;

/**
 * The bids of the burst before a gate, signed before it begins while the worker has nothing else to
 * do. Each device has a processor of its own for its signature; a worker that signed for thousands
 * within the burst would measure itself. For one thread.
 */
final class SignedAhead {
  private static final long MICROS_PER_MILLI = 1_000;

  /** Some tenths of a millisecond: so much later than meant another bid may be sent for it. */
  private static final int BIDS_A_TURN = 8;

  private final int first;
  private final byte[][] signed;
  private final long burstFromMicros;
  private final IntFunction<byte[]> sign;
  private IntervalBids bids;
  private int cursor;

  /**
   * @param first the first of the worker's devices
   * @param end one above the last
   * @param burstMillis how long before the gate the burst begins; 0 if there is none
   * @param windowMicros from the opening of a window to its gate
   */
  SignedAhead(int first, int end, long burstMillis, long windowMicros, IntFunction<byte[]> sign) {
    this.first = first;
    this.signed = new byte[burstMillis == 0 ? 0 : end - first][];
    this.burstFromMicros = windowMicros - burstMillis * MICROS_PER_MILLI;
    this.sign = sign;
    this.cursor = signed.length;
  }

  /** A window opens; what of the one before was not sent is forgotten. */
  void begin(IntervalBids following) {
    bids = following;
    Arrays.fill(signed, null);
    cursor = 0;
  }

  /** Signs some more, unless the burst has begun. */
  void signMore(long sinceOpenMicros) {
    int left = sinceOpenMicros < burstFromMicros ? BIDS_A_TURN : 0;
    for (; cursor < signed.length && left > 0; cursor++) {
      int offset = bids.offsetMicros(first + cursor);
      if (offset != ArrivalSchedule.NO_BID && offset >= burstFromMicros) {
        signed[cursor] = sign.apply(first + cursor);
        left--;
      }
    }
  }

  /** A device's bid, if it was signed ahead; once. */
  Optional<byte[]> take(int device) {
    if (signed.length == 0 || signed[device - first] == null) {
      return Optional.empty();
    }
    byte[] bid = signed[device - first];
    signed[device - first] = null;
    return Optional.of(bid);
  }
}
