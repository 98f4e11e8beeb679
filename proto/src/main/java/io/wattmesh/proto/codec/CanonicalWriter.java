package io.wattmesh.proto.codec;

import io.wattmesh.proto.model.Hash;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Writes the canonical encoding: big-endian integers of fixed width, byte strings and texts with a
 * 32-bit length before them, doubles as their IEEE 754 bits, lists as a 32-bit count and the
 * elements.
 */
public final class CanonicalWriter {
  private static final VarHandle INT =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);
  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

  private byte[] buffer = new byte[128];
  private int length;

  public CanonicalWriter u8(int value) {
    requireFits(value, 0xff);
    int at = room(1);
    buffer[at] = (byte) value;
    return this;
  }

  public CanonicalWriter u16(int value) {
    requireFits(value, 0xffff);
    int at = room(2);
    buffer[at] = (byte) (value >>> 8);
    buffer[at + 1] = (byte) value;
    return this;
  }

  public CanonicalWriter i32(int value) {
    int at = room(Integer.BYTES);
    INT.set(buffer, at, value);
    return this;
  }

  public CanonicalWriter i64(long value) {
    int at = room(Long.BYTES);
    LONG.set(buffer, at, value);
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
    return raw(hash.bytes());
  }

  /** Bytes whose length the reader knows. */
  public CanonicalWriter raw(byte[] bytes) {
    int at = room(bytes.length);
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

  public byte[] toByteArray() {
    return Arrays.copyOf(buffer, length);
  }

  /** Makes room for so many bytes and returns where they begin. */
  private int room(int bytes) {
    int at = length;
    length = Math.addExact(length, bytes);
    if (length > buffer.length) {
      buffer =
          Arrays.copyOf(buffer, Math.max(length, (int) Math.min(2L * at, Integer.MAX_VALUE - 8)));
    }
    return at;
  }

  private static void requireFits(int value, int max) {
    if (value < 0 || value > max) {
      throw new IllegalArgumentException("Value " + value + " is not within 0 to " + max + ".");
    }
  }
}
