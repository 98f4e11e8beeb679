package io.wattmesh.cluster.disclosure;

import io.wattmesh.proto.codec.CanonicalReader;
import io.wattmesh.proto.codec.CanonicalWriter;
import io.wattmesh.proto.codec.MarketCodec;
import io.wattmesh.proto.contract.ContractEvent;
import io.wattmesh.proto.model.ParticipantId;

/** A bilateral trade that was settled, in the block of this height. */
public record TradeRow(
    long height, ParticipantId buyer, ParticipantId seller, long energyJoules, long paymentMicros) {
  /** By the event that the trade's contract told. */
  static TradeRow of(long height, ContractEvent settled) {
    return new TradeRow(
        height,
        new ParticipantId(settled.values().get(0)),
        new ParticipantId(settled.values().get(1)),
        Long.parseLong(settled.values().get(2)),
        Long.parseLong(settled.values().get(3)));
  }

  void write(CanonicalWriter out) {
    out.i64(height).text(buyer.value()).text(seller.value()).i64(energyJoules).i64(paymentMicros);
  }

  static TradeRow read(CanonicalReader in) {
    return new TradeRow(
        in.i64(),
        MarketCodec.readParticipant(in),
        MarketCodec.readParticipant(in),
        in.i64(),
        in.i64());
  }
}
