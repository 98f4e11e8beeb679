package io.wattmesh.proto.contract;

import io.wattmesh.proto.codec.CanonicalReader;
import io.wattmesh.proto.codec.CanonicalWriter;

/**
 * The arguments of {@code energy-credit burn}: the caller claims the energy as consumed.
 *
 * @param amount joules
 * @param memo for what, in the caller's own words; at most 4,096 bytes
 */
@SuppressWarnings("ArrayRecordComponent") // Handed over, never compared.
public record Burn(long amount, byte[] memo) {
  public Burn {
    memo = memo.clone();
    Tokens.requireAmount(amount);
    Tokens.requireMemo(memo);
  }

  @Override
  public byte[] memo() {
    return memo.clone();
  }

  public byte[] toBytes() {
    return new CanonicalWriter().i64(amount).bytes(memo).toByteArray();
  }

  public static Burn ofBytes(byte[] bytes) {
    return CanonicalReader.readAll(
        bytes, in -> new Burn(in.i64(), in.bytes(Tokens.MAX_MEMO_BYTES)));
  }
}
