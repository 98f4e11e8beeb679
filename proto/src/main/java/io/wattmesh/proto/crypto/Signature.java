package io.wattmesh.proto.crypto;

import io.wattmesh.proto.codec.CanonicalReader;
import io.wattmesh.proto.codec.CanonicalWriter;
import java.util.Arrays;
import java.util.HexFormat;

/** An Ed25519 signature: R then S, 64 bytes (RFC 8032). */
public final class Signature {
  public static final int BYTES = 64;

  private final byte[] bytes;

  private Signature(byte[] bytes) {
    this.bytes = bytes;
  }

  public static Signature of(byte[] bytes) {
    if (bytes.length != BYTES) {
      throw new IllegalArgumentException(
          "An Ed25519 signature is " + BYTES + " bytes, these are " + bytes.length + ".");
    }
    return new Signature(bytes.clone());
  }

  public static Signature read(CanonicalReader in) {
    return new Signature(in.raw(BYTES));
  }

  public void write(CanonicalWriter out) {
    out.raw(bytes);
  }

  public byte[] bytes() {
    return bytes.clone();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Signature signature && Arrays.equals(bytes, signature.bytes);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(bytes);
  }

  @Override
  public String toString() {
    return HexFormat.of().formatHex(bytes);
  }
}
