package io.wattmesh.proto.contract;

import io.wattmesh.proto.codec.CanonicalReader;
import io.wattmesh.proto.codec.CanonicalWriter;
import io.wattmesh.proto.codec.MarketCodec;
import io.wattmesh.proto.model.ParticipantId;
import java.util.Objects;

/**
 * The arguments of a token's {@code transfer}: tokens go from the caller to another participant.
 *
 * @param amount micro-tokens, or joules of energy credits; 0 is a transfer like any other
 * @param memo the payer's own words, which the ledger doesn't read; at most 4,096 bytes
 */
@SuppressWarnings("ArrayRecordComponent") // Handed over, never compared.
public record Transfer(ParticipantId to, long amount, byte[] memo) {
  /** The contract of payment tokens. */
  public static final String CONTRACT = Tokens.PAYMENT;

  public static final String METHOD = Tokens.TRANSFER;
  public static final int MAX_MEMO_BYTES = Tokens.MAX_MEMO_BYTES;

  public Transfer {
    Objects.requireNonNull(to);
    memo = memo.clone();
    Tokens.requireAmount(amount);
    Tokens.requireMemo(memo);
  }

  @Override
  public byte[] memo() {
    return memo.clone();
  }

  /** The call of this transfer of payment tokens. */
  public Call call(long nonce) {
    return new Call(nonce, CONTRACT, METHOD, toBytes());
  }

  public byte[] toBytes() {
    return new CanonicalWriter().text(to.value()).i64(amount).bytes(memo).toByteArray();
  }

  public static Transfer ofBytes(byte[] bytes) {
    return CanonicalReader.readAll(
        bytes,
        in -> new Transfer(MarketCodec.readParticipant(in), in.i64(), in.bytes(MAX_MEMO_BYTES)));
  }
}
