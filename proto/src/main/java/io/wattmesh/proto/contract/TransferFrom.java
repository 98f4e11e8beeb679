package io.wattmesh.proto.contract;

import io.wattmesh.proto.codec.CanonicalReader;
import io.wattmesh.proto.codec.CanonicalWriter;
import io.wattmesh.proto.codec.MarketCodec;
import io.wattmesh.proto.model.ParticipantId;
import java.util.Objects;

/**
 * The arguments of a token's {@code transfer-from}: the caller moves what another approved.
 *
 * @param amount micro-tokens, or joules of energy credits; 0 is a transfer like any other
 */
public record TransferFrom(ParticipantId from, ParticipantId to, long amount) {
  public TransferFrom {
    Objects.requireNonNull(from);
    Objects.requireNonNull(to);
    Tokens.requireAmount(amount);
  }

  public byte[] toBytes() {
    return new CanonicalWriter().text(from.value()).text(to.value()).i64(amount).toByteArray();
  }

  public static TransferFrom ofBytes(byte[] bytes) {
    return CanonicalReader.readAll(
        bytes,
        in ->
            new TransferFrom(
                MarketCodec.readParticipant(in), MarketCodec.readParticipant(in), in.i64()));
  }
}
