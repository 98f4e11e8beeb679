package io.wattmesh.proto.codec;

import io.wattmesh.proto.model.Hash;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.function.Consumer;

/**
 * Writes the canonical encoding: big-endian integers of fixed width, byte strings and texts with a
 * 32-bit length before them, doubles as their IEEE 754 bits, lists as a 32-bit count and the
 * elements.
 */
public final class CanonicalWriter {
  private static final int FIRST_BYTES = 256;

  /** The largest array that every JVM makes. */
  private static final int MAX_BYTES = Integer.MAX_VALUE - 8;

  // Written by shifts on purpose: with views by VarHandles one history had two roots in full runs
  // of the ledger's tests on JDK 25.0.3; the cause was never proven.
  private byte[] buffer;
  private int size;

  public CanonicalWriter() {
    this(FIRST_BYTES);
  }

  /**
   * @param expectedBytes how much will be written; more or less is no error, only slower
   */
  public CanonicalWriter(int expectedBytes) {
    this.buffer = new byte[expectedBytes];
  }

  public CanonicalWriter u8(int value) {
    requireFits(value, 0xff);
    int at = take(1);
    buffer[at] = (byte) value;
    return this;
  }

  public CanonicalWriter u16(int value) {
    requireFits(value, 0xffff);
    int at = take(2);
    buffer[at] = (byte) (value >>> 8);
    buffer[at + 1] = (byte) value;
    return this;
  }

  public CanonicalWriter i32(int value) {
    put(take(Integer.BYTES), value);
    return this;
  }

  public CanonicalWriter i64(long value) {
    int at = take(Long.BYTES);
    put(at, (int) (value >>> 32));
    put(at + Integer.BYTES, (int) value);
    return this;
  }

  /**
   * The bits of a double, for messages between clearing regions; never used on the ledger. All NaN
   * are written alike: which bits one has is the processor's choice.
   */
  public CanonicalWriter f64(double value) {
    return i64(Double.doubleToLongBits(value));
  }

  public CanonicalWriter bool(boolean value) {
    return u8(value ? 1 : 0);
  }

  public CanonicalWriter hash(Hash hash) {
    int at = take(Hash.BYTES);
    hash.writeTo(buffer, at);
    return this;
  }

  /** Bytes whose length the reader knows. */
  public CanonicalWriter raw(byte[] bytes) {
    int at = take(bytes.length);
    System.arraycopy(bytes, 0, buffer, at, bytes.length);
    return this;
  }

  public CanonicalWriter bytes(byte[] bytes) {
    return i32(bytes.length).raw(bytes);
  }

  /**
   * Text as UTF-8.
   *
   * @throws IllegalArgumentException if half of a surrogate pair stands alone: Java would write it
   *     as a question mark, and two texts would share their bytes
   */
  public CanonicalWriter text(String text) {
    int before = size;
    int length = text.length();
    int at = i32(length).take(length);
    int bits = 0;
    for (int k = 0; k < length; k++) {
      char each = text.charAt(k);
      bits |= each;
      buffer[at + k] = (byte) each;
    }
    if (bits <= 0x7f) {
      return this; // ASCII, as nearly all names are.
    }
    size = before;
    return utf8(text);
  }

  private CanonicalWriter utf8(String text) {
    for (int k = 0; k < text.length(); k++) {
      if (Character.isSurrogate(text.charAt(k)) && !Character.isBmpCodePoint(text.codePointAt(k))) {
        k++; // a whole pair
      } else if (Character.isSurrogate(text.charAt(k))) {
        throw new IllegalArgumentException(
            "Text is not well-formed Unicode: half of a surrogate pair at character " + k + ".");
      }
    }
    return bytes(text.getBytes(StandardCharsets.UTF_8));
  }

  public CanonicalWriter i64s(long[] values) {
    i32(values.length);
    for (long value : values) {
      i64(value);
    }
    return this;
  }

  public CanonicalWriter i32s(int[] values) {
    i32(values.length);
    for (int value : values) {
      i32(value);
    }
    return this;
  }

  public CanonicalWriter f64s(double[] values) {
    i32(values.length);
    for (double value : values) {
      f64(value);
    }
    return this;
  }

  /** Writes a byte string of what is written meanwhile. */
  public CanonicalWriter within(Consumer<CanonicalWriter> write) {
    int at = take(Integer.BYTES);
    write.accept(this);
    put(at, size - at - Integer.BYTES);
    return this;
  }

  /** What was written so far. Two calls with nothing written in between may give one array. */
  public byte[] toByteArray() {
    return size == buffer.length ? buffer : Arrays.copyOf(buffer, size);
  }

  private void put(int at, int value) {
    buffer[at] = (byte) (value >>> 24);
    buffer[at + 1] = (byte) (value >>> 16);
    buffer[at + 2] = (byte) (value >>> 8);
    buffer[at + 3] = (byte) value;
  }

  /** Makes room for that many bytes more and says where they begin. */
  private int take(int bytes) {
    int at = size;
    int needed = Math.addExact(at, bytes);
    if (needed > buffer.length) {
      buffer = Arrays.copyOf(buffer, grown(needed));
    }
    size = needed;
    return at;
  }

  /** At least what is needed, and twice what there was where arrays may be that long. */
  private int grown(int needed) {
    return Math.max(needed, (int) Math.min(2L * buffer.length, MAX_BYTES));
  }

  private static void requireFits(int value, int max) {
    if (value < 0 || value > max) {
      throw new IllegalArgumentException("Value " + value + " is not within 0 to " + max + ".");
    }
  }
}
