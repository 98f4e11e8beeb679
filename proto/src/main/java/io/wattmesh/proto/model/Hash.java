package io.wattmesh.proto.model;

import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Objects;

/** A SHA-256 digest: 32 bytes, compared and printed as such. */
public final class Hash implements Comparable<Hash> {
  public static final int BYTES = 32;

  /** 32 zero bytes: the parent of the genesis block and the root of an empty tree. */
  public static final Hash ZERO = new Hash(new byte[BYTES]);

  private final byte[] bytes;

  private Hash(byte[] bytes) {
    this.bytes = bytes;
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
    return new Hash(digest.clone());
  }

  /**
   * Copies the digest that stands at an offset of longer bytes.
   *
   * @throws IndexOutOfBoundsException if it does not end within them
   */
  public static Hash of(byte[] bytes, int offset) {
    Objects.checkFromIndexSize(offset, BYTES, bytes.length);
    return new Hash(Arrays.copyOfRange(bytes, offset, offset + BYTES));
  }

  /** Ends a digest of 32 bytes, which then begins anew. */
  public static Hash of(MessageDigest digest) {
    byte[] bytes = digest.digest();
    return bytes.length == BYTES ? new Hash(bytes) : of(bytes);
  }

  /** Reads 64 hexadecimal digits. */
  public static Hash ofHex(String hex) {
    return of(HexFormat.of().parseHex(hex));
  }

  public byte[] bytes() {
    return bytes.clone();
  }

  /**
   * Writes the digest into longer bytes.
   *
   * @throws IndexOutOfBoundsException if it does not end within them
   */
  public void copyTo(byte[] target, int offset) {
    System.arraycopy(bytes, 0, target, offset, BYTES);
  }

  /** The bit at a depth from the root, the most significant bit of the first byte being depth 0. */
  public boolean bit(int depth) {
    return (bytes[depth >>> 3] >>> (7 - (depth & 7)) & 1) == 1;
  }

  public String hex() {
    return HexFormat.of().formatHex(bytes);
  }

  /** The first 12 digits, for logs and tables. */
  public String shortHex() {
    return hex().substring(0, 12);
  }

  @Override
  public int compareTo(Hash other) {
    return Arrays.compareUnsigned(bytes, other.bytes);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Hash hash && Arrays.equals(bytes, hash.bytes);
  }

  @Override
  public int hashCode() {
    return (bytes[0] & 0xff) << 24
        | (bytes[1] & 0xff) << 16
        | (bytes[2] & 0xff) << 8
        | (bytes[3] & 0xff);
  }

  @Override
  public String toString() {
    return hex();
  }
}
