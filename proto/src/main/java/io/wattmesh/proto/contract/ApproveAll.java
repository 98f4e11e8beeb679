package io.wattmesh.proto.contract;

import io.wattmesh.proto.codec.CanonicalReader;
import io.wattmesh.proto.codec.CanonicalWriter;
import io.wattmesh.proto.codec.MarketCodec;
import io.wattmesh.proto.model.ParticipantId;
import java.util.Objects;

/**
 * The arguments of {@code forward-commitment set-approval-for-all}: whether the operator may
 * transfer all that the caller owns, now and later.
 */
public record ApproveAll(ParticipantId operator, boolean approved) {
  public ApproveAll {
    Objects.requireNonNull(operator);
  }

  public byte[] toBytes() {
    return new CanonicalWriter().text(operator.value()).bool(approved).toByteArray();
  }

  public static ApproveAll ofBytes(byte[] bytes) {
    return CanonicalReader.readAll(
        bytes, in -> new ApproveAll(MarketCodec.readParticipant(in), in.bool()));
  }
}
