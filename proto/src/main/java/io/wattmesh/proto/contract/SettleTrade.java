package io.wattmesh.proto.contract;

import io.wattmesh.proto.codec.CanonicalReader;
import io.wattmesh.proto.codec.CanonicalWriter;
import io.wattmesh.proto.codec.MarketCodec;
import io.wattmesh.proto.model.ParticipantId;
import java.util.Objects;

/**
 * The arguments of {@code energy-trade settle}: names a trade that both parties signed.
 *
 * @param nonce that of the buyer's call which agreed to it
 */
public record SettleTrade(ParticipantId buyer, long nonce) {
  public SettleTrade {
    Objects.requireNonNull(buyer);
    if (nonce < 1) {
      throw new IllegalArgumentException("Nonces count from 1, this is %d.".formatted(nonce));
    }
  }

  public byte[] toBytes() {
    return new CanonicalWriter().text(buyer.value()).i64(nonce).toByteArray();
  }

  public static SettleTrade ofBytes(byte[] bytes) {
    return CanonicalReader.readAll(
        bytes, in -> new SettleTrade(MarketCodec.readParticipant(in), in.i64()));
  }
}
