package io.wattmesh.proto.model;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.HexFormat;
import java.util.Objects;

/** A SHA-256 digest: 32 bytes, compared and printed as such. */
public final class Hash implements Comparable<Hash> {
  public static final int BYTES = 32;

  /** 32 zero bytes: the parent of the genesis block and the root of an empty tree. */
  public static final Hash ZERO = new Hash(0, 0, 0, 0);

  /** Whatever the processor's own order of bytes, a long is read and written as it is hashed. */
  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

  // Four longs and no array: a state of a million accounts has several million hashes.
  private final long first;
  private final long second;
  private final long third;
  private final long fourth;

  private Hash(long first, long second, long third, long fourth) {
    this.first = first;
    this.second = second;
    this.third = third;
    this.fourth = fourth;
  }

  /**
   * Copies the given digest.
   *
   * @throws IllegalArgumentException unless it is 32 bytes long
   */
  public static Hash of(byte[] digest) {
    if (digest.length != BYTES) {
      throw new IllegalArgumentException(
          "A hash is " + BYTES + " bytes, these are " + digest.length + ".");
    }
    return of(digest, 0);
  }

  /**
   * Copies the digest that stands at an offset of longer bytes.
   *
   * @throws IndexOutOfBoundsException if it does not end within them
   */
  public static Hash of(byte[] bytes, int offset) {
    Objects.checkFromIndexSize(offset, BYTES, bytes.length);
    return new Hash(
        (long) LONGS.get(bytes, offset),
        (long) LONGS.get(bytes, offset + Long.BYTES),
        (long) LONGS.get(bytes, offset + 2 * Long.BYTES),
        (long) LONGS.get(bytes, offset + 3 * Long.BYTES));
  }

  /** The hash of four {@link #part}s, for who keeps many without an object each. */
  public static Hash ofParts(long first, long second, long third, long fourth) {
    return new Hash(first, second, third, fourth);
  }

  /** Eight of the bytes as a number, the first of them its highest; index 0 to 3. */
  public long part(int index) {
    return switch (index) {
      case 0 -> first;
      case 1 -> second;
      case 2 -> third;
      case 3 -> fourth;
      default ->
          throw new IndexOutOfBoundsException("A hash has parts 0 to 3, none " + index + ".");
    };
  }

  /** Reads 64 hexadecimal digits. */
  public static Hash ofHex(String hex) {
    return of(HexFormat.of().parseHex(hex));
  }

  public byte[] bytes() {
    byte[] bytes = new byte[BYTES];
    writeTo(bytes, 0);
    return bytes;
  }

  /**
   * Writes the 32 bytes at an offset.
   *
   * @throws IndexOutOfBoundsException if they don't fit
   */
  public void writeTo(byte[] bytes, int offset) {
    Objects.checkFromIndexSize(offset, BYTES, bytes.length);
    LONGS.set(bytes, offset, first);
    LONGS.set(bytes, offset + Long.BYTES, second);
    LONGS.set(bytes, offset + 2 * Long.BYTES, third);
    LONGS.set(bytes, offset + 3 * Long.BYTES, fourth);
  }

  /** The bit at a depth from the root, the most significant bit of the first byte being depth 0. */
  public boolean bit(int depth) {
    long part =
        switch (depth >>> 6) {
          case 0 -> first;
          case 1 -> second;
          case 2 -> third;
          case 3 -> fourth;
          default ->
              throw new IndexOutOfBoundsException("A hash has bits 0 to 255, none " + depth + ".");
        };
    return ((part >>> (Long.SIZE - 1 - (depth & 63))) & 1) == 1;
  }

  public String hex() {
    return HexFormat.of().formatHex(bytes());
  }

  /** The first 12 digits, for logs and tables. */
  public String shortHex() {
    return hex().substring(0, 12);
  }

  @Override
  public int compareTo(Hash other) {
    int order = Long.compareUnsigned(first, other.first);
    if (order == 0) {
      order = Long.compareUnsigned(second, other.second);
    }
    if (order == 0) {
      order = Long.compareUnsigned(third, other.third);
    }
    return order != 0 ? order : Long.compareUnsigned(fourth, other.fourth);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Hash hash
        && first == hash.first
        && second == hash.second
        && third == hash.third
        && fourth == hash.fourth;
  }

  @Override
  public int hashCode() {
    return (int) (first >>> Integer.SIZE);
  }

  @Override
  public String toString() {
    return hex();
  }
}
