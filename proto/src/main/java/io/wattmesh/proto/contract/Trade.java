package io.wattmesh.proto.contract;

import io.wattmesh.proto.codec.CanonicalReader;
import io.wattmesh.proto.codec.CanonicalWriter;
import io.wattmesh.proto.codec.MarketCodec;
import io.wattmesh.proto.model.ParticipantId;
import java.util.Objects;

/**
 * The terms of a bilateral trade of energy credits against payment tokens. The seller signs them
 * (as a TRADE), the buyer hands the seller's envelope in as the arguments of {@code energy-trade
 * agree}: so both have signed. The buyer's nonce is among the terms, so one signature of the seller
 * makes one trade.
 *
 * @param nonce that of the buyer's call; with the buyer it names the trade
 * @param energyJoules credits that the seller delivers, J
 * @param priceMicrosPerMwh what the buyer pays for them, micro-tokens a MWh
 */
public record Trade(
    ParticipantId buyer,
    ParticipantId seller,
    long nonce,
    long energyJoules,
    long priceMicrosPerMwh) {
  public static final String CONTRACT = "energy-trade";
  public static final String AGREE = "agree";
  public static final String SETTLE = "settle";

  public Trade {
    Objects.requireNonNull(buyer);
    Objects.requireNonNull(seller);
    if (buyer.equals(seller)) {
      throw new IllegalArgumentException(
          "%s can't trade with itself; name another buyer or seller.".formatted(buyer));
    }
    if (nonce < 1 || energyJoules < 1 || priceMicrosPerMwh < 0) {
      throw new IllegalArgumentException(
          "A trade's nonce (%d) and energy (%d J) are positive, its price (%d) is not negative."
              .formatted(nonce, energyJoules, priceMicrosPerMwh));
    }
  }

  public byte[] toBytes() {
    return new CanonicalWriter()
        .text(buyer.value())
        .text(seller.value())
        .i64(nonce)
        .i64(energyJoules)
        .i64(priceMicrosPerMwh)
        .toByteArray();
  }

  public static Trade ofBytes(byte[] bytes) {
    return CanonicalReader.readAll(
        bytes,
        in ->
            new Trade(
                MarketCodec.readParticipant(in),
                MarketCodec.readParticipant(in),
                in.i64(),
                in.i64(),
                in.i64()));
  }
}
