package io.wattmesh.proto.contract;

import io.wattmesh.proto.codec.CanonicalReader;
import io.wattmesh.proto.codec.CanonicalWriter;
import io.wattmesh.proto.codec.MarketCodec;
import io.wattmesh.proto.model.ParticipantId;
import java.util.Objects;

/**
 * The arguments of a token's {@code approve}: the spender may take up to so much from the caller,
 * in however many transfers. It replaces what was approved before.
 *
 * @param amount micro-tokens, or joules of energy credits; 0 takes the approval back
 */
public record Approve(ParticipantId spender, long amount) {
  public Approve {
    Objects.requireNonNull(spender);
    Tokens.requireAmount(amount);
  }

  public byte[] toBytes() {
    return new CanonicalWriter().text(spender.value()).i64(amount).toByteArray();
  }

  public static Approve ofBytes(byte[] bytes) {
    return CanonicalReader.readAll(
        bytes, in -> new Approve(MarketCodec.readParticipant(in), in.i64()));
  }
}
