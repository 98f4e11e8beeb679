package io.wattmesh.ledger.state;

import io.wattmesh.proto.codec.CanonicalReader;
import io.wattmesh.proto.codec.CanonicalWriter;
import io.wattmesh.proto.contract.Call;
import java.util.Arrays;

/**
 * Which nonces of a participant's calls are used: of the highest and the 255 below it each is known
 * by itself, all below those count as used. So calls may arrive in any order within the window, and
 * what is remembered does not grow.
 */
public final class NonceWindow {
  static final int MAX_BYTES = Integer.BYTES + (1 + Call.NONCE_WINDOW / 64) * Long.BYTES;

  /** No nonce is used. */
  public static final NonceWindow EMPTY = new NonceWindow(0, new long[Call.NONCE_WINDOW / 64]);

  private final long highest;

  /** Bit k, of word k / 64 from its lowest bit, says that nonce {@code highest - k} is used. */
  private final long[] used;

  private NonceWindow(long highest, long[] used) {
    this.highest = highest;
    this.used = used;
  }

  /** The highest nonce that was used; 0 before the first. */
  public long highest() {
    return highest;
  }

  /** Whether a nonce is so far below the highest that nothing is known of it by itself. */
  public boolean isBelow(long nonce) {
    return nonce <= highest - Call.NONCE_WINDOW;
  }

  /** Whether a nonce may be used: it is within the window or above, and was not used. */
  public boolean isFree(long nonce) {
    return nonce >= 1 && (nonce > highest || (!isBelow(nonce) && !isSet(highest - nonce)));
  }

  private boolean isSet(long back) {
    return (used[(int) (back / 64)] >>> (back % 64) & 1) == 1;
  }

  /**
   * The window after a nonce was used.
   *
   * @throws IllegalArgumentException if it is not free
   */
  public NonceWindow with(long nonce) {
    if (!isFree(nonce)) {
      throw new IllegalArgumentException(
          "Nonce %d can't be used after %d with its window of %d."
              .formatted(nonce, highest, Call.NONCE_WINDOW));
    }
    long[] words = nonce > highest ? shifted(nonce - highest) : used.clone();
    long newHighest = Math.max(highest, nonce);
    long back = newHighest - nonce;
    words[(int) (back / 64)] |= 1L << (back % 64);
    return new NonceWindow(newHighest, words);
  }

  private long[] shifted(long by) {
    long[] words = new long[used.length];
    if (by >= Call.NONCE_WINDOW) {
      return words;
    }
    int whole = (int) (by / 64);
    int rest = (int) (by % 64);
    for (int k = whole; k < words.length; k++) {
      words[k] = used[k - whole] << rest;
      if (rest > 0 && k > whole) {
        words[k] |= used[k - whole - 1] >>> (64 - rest);
      }
    }
    return words;
  }

  /** Appends nothing but a count of 0 before the first call; then the highest and the words. */
  void write(CanonicalWriter out) {
    if (highest == 0) {
      out.i32(0);
      return;
    }
    out.i32(1 + used.length).i64(highest);
    for (long word : used) {
      out.i64(word);
    }
  }

  static NonceWindow read(CanonicalReader in) {
    int count = in.i32();
    if (count == 0) {
      return EMPTY;
    }
    if (count != 1 + Call.NONCE_WINDOW / 64) {
      throw new IllegalArgumentException(
          "A window of nonces has none or %d numbers, not %d."
              .formatted(1 + Call.NONCE_WINDOW / 64, count));
    }
    long highest = in.i64();
    long[] used = new long[Call.NONCE_WINDOW / 64];
    for (int k = 0; k < used.length; k++) {
      used[k] = in.i64();
    }
    return new NonceWindow(highest, used);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof NonceWindow window
        && highest == window.highest
        && Arrays.equals(used, window.used);
  }

  @Override
  public int hashCode() {
    return 31 * Long.hashCode(highest) + Arrays.hashCode(used);
  }

  @Override
  public String toString() {
    return "NonceWindow[highest " + highest + "]";
  }
}
