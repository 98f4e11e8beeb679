package io.wattmesh.proto.contract;

import io.wattmesh.proto.codec.CanonicalReader;
import io.wattmesh.proto.codec.CanonicalWriter;
import io.wattmesh.proto.codec.MarketCodec;
import io.wattmesh.proto.model.ParticipantId;
import java.util.Objects;

/**
 * The arguments of {@code payment-token transfer}: payment tokens go from the caller to another
 * participant.
 *
 * @param amountMicros micro-tokens, positive
 * @param memo the payer's own words, which the ledger doesn't read; at most 4,096 bytes
 */
@SuppressWarnings("ArrayRecordComponent") // Handed over, never compared.
public record Transfer(ParticipantId to, long amountMicros, byte[] memo) {
  /** The contract of payment tokens. */
  public static final String CONTRACT = "payment-token";

  public static final String METHOD = "transfer";
  public static final int MAX_MEMO_BYTES = 4096;

  public Transfer {
    Objects.requireNonNull(to);
    memo = memo.clone();
    if (amountMicros <= 0) {
      throw new IllegalArgumentException(
          "A transfer moves at least one micro-token, not %d.".formatted(amountMicros));
    }
    if (memo.length > MAX_MEMO_BYTES) {
      throw new IllegalArgumentException(
          "A memo has at most %d bytes, this has %d; keep it elsewhere and put its hash here."
              .formatted(MAX_MEMO_BYTES, memo.length));
    }
  }

  @Override
  public byte[] memo() {
    return memo.clone();
  }

  /** The call of this transfer. */
  public Call call(long nonce) {
    return new Call(nonce, CONTRACT, METHOD, toBytes());
  }

  public byte[] toBytes() {
    return new CanonicalWriter().text(to.value()).i64(amountMicros).bytes(memo).toByteArray();
  }

  public static Transfer ofBytes(byte[] bytes) {
    return CanonicalReader.readAll(
        bytes,
        in -> new Transfer(MarketCodec.readParticipant(in), in.i64(), in.bytes(MAX_MEMO_BYTES)));
  }
}
