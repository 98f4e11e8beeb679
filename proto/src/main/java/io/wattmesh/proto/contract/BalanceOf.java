package io.wattmesh.proto.contract;

import io.wattmesh.proto.codec.CanonicalReader;
import io.wattmesh.proto.codec.CanonicalWriter;
import io.wattmesh.proto.codec.MarketCodec;
import io.wattmesh.proto.model.ParticipantId;
import java.util.Objects;

/** The arguments of a token's {@code balance-of}. */
public record BalanceOf(ParticipantId owner) {
  public BalanceOf {
    Objects.requireNonNull(owner);
  }

  public byte[] toBytes() {
    return new CanonicalWriter().text(owner.value()).toByteArray();
  }

  public static BalanceOf ofBytes(byte[] bytes) {
    return CanonicalReader.readAll(bytes, in -> new BalanceOf(MarketCodec.readParticipant(in)));
  }
}
