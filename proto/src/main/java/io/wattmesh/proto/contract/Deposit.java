package io.wattmesh.proto.contract;

import io.wattmesh.proto.codec.CanonicalReader;
import io.wattmesh.proto.codec.CanonicalWriter;

/**
 * The arguments of {@code payment-token post-deposit} and {@code release-deposit}: the caller sets
 * tokens aside for its deviations, or frees them.
 *
 * @param amount micro-tokens, above 0
 */
public record Deposit(long amount) {
  public Deposit {
    Tokens.requirePositive(amount);
  }

  public byte[] toBytes() {
    return new CanonicalWriter().i64(amount).toByteArray();
  }

  public static Deposit ofBytes(byte[] bytes) {
    return CanonicalReader.readAll(bytes, in -> new Deposit(in.i64()));
  }
}
