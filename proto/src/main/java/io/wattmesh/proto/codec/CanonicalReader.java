package io.wattmesh.proto.codec;

import io.wattmesh.proto.model.Hash;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.function.Function;

/**
 * Reads what {@link CanonicalWriter} wrote, refusing anything else. Every length is checked against
 * the bytes that remain before memory is taken for it.
 */
public final class CanonicalReader {
  private final ByteBuffer in;

  public CanonicalReader(byte[] bytes) {
    this(ByteBuffer.wrap(bytes));
  }

  private CanonicalReader(ByteBuffer in) {
    this.in = in;
  }

  /** Reads one value from all of the bytes; wraps what the value's own rules refuse. */
  public static <T> T readAll(byte[] bytes, Function<CanonicalReader, T> read) {
    return new CanonicalReader(bytes).readRest(read);
  }

  private <T> T readRest(Function<CanonicalReader, T> read) {
    T value;
    try {
      value = read.apply(this);
    } catch (IllegalArgumentException | ArithmeticException e) {
      throw new MalformedBytesException(e.getMessage(), e);
    }
    requireEnd();
    return value;
  }

  public int u8() {
    need(1);
    return in.get() & 0xff;
  }

  public int u16() {
    need(2);
    return in.getShort() & 0xffff;
  }

  public int i32() {
    need(4);
    return in.getInt();
  }

  public long i64() {
    need(8);
    return in.getLong();
  }

  public double f64() {
    return Double.longBitsToDouble(i64());
  }

  public boolean bool() {
    int value = u8();
    if (value > 1) {
      throw new MalformedBytesException("A flag is 0 or 1, this is " + value + position());
    }
    return value == 1;
  }

  public Hash hash() {
    need(Hash.BYTES);
    int at = in.position();
    in.position(at + Hash.BYTES);
    return Hash.of(in.array(), in.arrayOffset() + at);
  }

  public byte[] raw(int length) {
    need(length);
    byte[] bytes = new byte[length];
    in.get(bytes);
    return bytes;
  }

  /** Passes over bytes whose length is known. */
  public void skip(int length) {
    need(length);
    in.position(in.position() + length);
  }

  public byte[] bytes(int maxLength) {
    return raw(count(maxLength, 1));
  }

  /** Reads one value from all of a byte string, as {@link #readAll} would from a copy of it. */
  public <T> T within(int maxLength, Function<CanonicalReader, T> read) {
    int length = count(maxLength, 1);
    int at = in.position();
    in.position(at + length);
    return new CanonicalReader(in.slice(at, length)).readRest(read);
  }

  public String text(int maxLength) {
    byte[] utf8 = bytes(maxLength);
    if (isAscii(utf8)) {
      return new String(utf8, StandardCharsets.US_ASCII);
    }
    try {
      CharBuffer chars = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(utf8));
      return chars.toString();
    } catch (CharacterCodingException e) {
      throw new MalformedBytesException("Text is not UTF-8" + position(), e);
    }
  }

  private static boolean isAscii(byte[] bytes) {
    for (byte each : bytes) {
      if (each < 0) {
        return false;
      }
    }
    return true;
  }

  /**
   * A list's length.
   *
   * @param max the most that the format allows
   * @param minElementBytes the least that one element takes, to bound the length by what is there
   */
  public int count(int max, int minElementBytes) {
    int count = i32();
    if (count < 0 || count > max || (long) count * minElementBytes > in.remaining()) {
      throw new MalformedBytesException(
          "Length %d is over the limit %d or over the %d bytes that remain%s"
              .formatted(count, max, in.remaining(), position()));
    }
    return count;
  }

  public long[] i64s(int max) {
    long[] values = new long[count(max, 8)];
    for (int k = 0; k < values.length; k++) {
      values[k] = in.getLong();
    }
    return values;
  }

  public int[] i32s(int max) {
    int[] values = new int[count(max, 4)];
    for (int k = 0; k < values.length; k++) {
      values[k] = in.getInt();
    }
    return values;
  }

  public double[] f64s(int max) {
    double[] values = new double[count(max, 8)];
    for (int k = 0; k < values.length; k++) {
      values[k] = in.getDouble();
    }
    return values;
  }

  public int remaining() {
    return in.remaining();
  }

  public void requireEnd() {
    if (in.hasRemaining()) {
      throw new MalformedBytesException(in.remaining() + " bytes are left over" + position());
    }
  }

  private void need(int length) {
    if (length < 0 || in.remaining() < length) {
      throw new MalformedBytesException(
          "%d bytes are needed and %d remain%s".formatted(length, in.remaining(), position()));
    }
  }

  private String position() {
    return " (at byte " + in.position() + " of " + in.limit() + ").";
  }
}
