package io.wattmesh.proto.codec;

import io.wattmesh.proto.model.Hash;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/**
 * Writes the canonical encoding: big-endian integers of fixed width, byte strings and texts with a
 * 32-bit length before them, doubles as their IEEE 754 bits, lists as a 32-bit count and the
 * elements.
 */
public final class CanonicalWriter {
  // A buffer of our own, written to by VarHandles, was faster. But with it one history had two
  // roots
  // in both full runs of the ledger's tests on JDK 25.0.3, though not in these tests alone. With
  // the
  // JDK's stream the one full run since passed. The cause is not proven.
  private final ByteArrayOutputStream out = new ByteArrayOutputStream(128);

  public CanonicalWriter u8(int value) {
    requireFits(value, 0xff);
    out.write(value);
    return this;
  }

  public CanonicalWriter u16(int value) {
    requireFits(value, 0xffff);
    out.write(value >>> 8);
    out.write(value);
    return this;
  }

  public CanonicalWriter i32(int value) {
    out.write(value >>> 24);
    out.write(value >>> 16);
    out.write(value >>> 8);
    out.write(value);
    return this;
  }

  public CanonicalWriter i64(long value) {
    i32((int) (value >>> 32));
    return i32((int) value);
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
    out.writeBytes(bytes);
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
    return out.toByteArray();
  }

  private static void requireFits(int value, int max) {
    if (value < 0 || value > max) {
      throw new IllegalArgumentException("Value " + value + " is not within 0 to " + max + ".");
    }
  }
}
