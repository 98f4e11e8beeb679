package io.wattmesh.grid.curve;

/** Sorts prices by radix, on primitive arrays, and tells where each came from. */
final class PriceOrder {
  private static final int DIGIT_BITS = 11;
  private static final int DIGITS = 1 << DIGIT_BITS;
  private static final int FEW = 48;

  private long[] keys;
  private int[] order;
  private final int count;

  private PriceOrder(long[] keys, int count) {
    this.keys = keys;
    this.count = count;
    this.order = new int[count];
    for (int k = 0; k < count; k++) {
      order[k] = k;
    }
  }

  /**
   * Sorts the first keys of an array, which serves as working space and is left in no order.
   *
   * @return the sorted keys and, by {@link #origin}, the position that each had
   */
  static PriceOrder of(long[] keys, int count) {
    PriceOrder sorted = new PriceOrder(keys, count);
    if (count <= FEW) {
      sorted.insert();
    } else {
      sorted.distribute();
    }
    return sorted;
  }

  /** A key that sorts as the number does; minus zero counts as zero. */
  static long keyOf(double number) {
    long bits = Double.doubleToRawLongBits(number + 0.0);
    return bits ^ ((bits >> 63) & Long.MAX_VALUE);
  }

  /** The number of a key. */
  static double numberOf(long key) {
    return Double.longBitsToDouble(key ^ ((key >> 63) & Long.MAX_VALUE));
  }

  long key(int rank) {
    return keys[rank];
  }

  /** The position before sorting of the key of this rank; equal keys keep their order. */
  int origin(int rank) {
    return order[rank];
  }

  private void insert() {
    for (int k = 1; k < count; k++) {
      long key = keys[k];
      int from = order[k];
      int at = k;
      for (; at > 0 && keys[at - 1] > key; at--) {
        keys[at] = keys[at - 1];
        order[at] = order[at - 1];
      }
      keys[at] = key;
      order[at] = from;
    }
  }

  /** Least significant digit first, over the bits in which the keys differ from the least one. */
  private void distribute() {
    long least = Long.MAX_VALUE;
    long greatest = Long.MIN_VALUE;
    for (int k = 0; k < count; k++) {
      least = Math.min(least, keys[k]);
      greatest = Math.max(greatest, keys[k]);
    }
    // The distance of two keys may pass Long.MAX_VALUE: it is read as unsigned.
    int bits = Long.SIZE - Long.numberOfLeadingZeros(greatest - least);
    long[] otherKeys = new long[count];
    int[] otherOrder = new int[count];
    for (int shift = 0; shift < bits; shift += DIGIT_BITS) {
      pass(least, shift, otherKeys, otherOrder);
      long[] keptKeys = keys;
      int[] keptOrder = order;
      keys = otherKeys;
      order = otherOrder;
      otherKeys = keptKeys;
      otherOrder = keptOrder;
    }
  }

  private void pass(long least, int shift, long[] toKeys, int[] toOrder) {
    long[] fromKeys = keys;
    int[] fromOrder = order;
    int[] next = new int[DIGITS + 1];
    for (int k = 0; k < count; k++) {
      next[digit(fromKeys[k] - least, shift) + 1]++;
    }
    for (int d = 0; d < DIGITS; d++) {
      next[d + 1] += next[d];
    }
    for (int k = 0; k < count; k++) {
      int at = next[digit(fromKeys[k] - least, shift)]++;
      toKeys[at] = fromKeys[k];
      toOrder[at] = fromOrder[k];
    }
  }

  private static int digit(long distance, int shift) {
    return (int) (distance >>> shift) & (DIGITS - 1);
  }
}
