package io.wattmesh.proto.contract;

import io.wattmesh.proto.codec.CanonicalReader;
import io.wattmesh.proto.codec.CanonicalWriter;
import io.wattmesh.proto.codec.MarketCodec;
import io.wattmesh.proto.model.ParticipantId;
import java.util.Objects;

/** The arguments of a token's {@code allowance}: what the owner lets the spender take. */
public record AllowanceOf(ParticipantId owner, ParticipantId spender) {
  public AllowanceOf {
    Objects.requireNonNull(owner);
    Objects.requireNonNull(spender);
  }

  public byte[] toBytes() {
    return new CanonicalWriter().text(owner.value()).text(spender.value()).toByteArray();
  }

  public static AllowanceOf ofBytes(byte[] bytes) {
    return CanonicalReader.readAll(
        bytes,
        in -> new AllowanceOf(MarketCodec.readParticipant(in), MarketCodec.readParticipant(in)));
  }
}
