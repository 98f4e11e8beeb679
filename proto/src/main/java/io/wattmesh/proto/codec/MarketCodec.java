package io.wattmesh.proto.codec;

import io.wattmesh.proto.model.Bid;
import io.wattmesh.proto.model.BidAcknowledgement;
import io.wattmesh.proto.model.BidCurve;
import io.wattmesh.proto.model.MeterReading;
import io.wattmesh.proto.model.ParticipantId;
import java.util.Optional;

/** Canonical bytes of the market's records; the layouts are listed in docs/formats.md. */
public final class MarketCodec {
  private MarketCodec() {}

  public static byte[] encode(Bid bid) {
    var out = new CanonicalWriter();
    out.text(bid.participant().value()).i32(bid.bus()).i64(bid.interval()).i64(bid.nonce());
    writeCurve(out, bid.curve());
    out.bool(bid.horizon().isPresent());
    bid.horizon().ifPresent(request -> HorizonCodec.write(out, request));
    return out.toByteArray();
  }

  public static Bid decodeBid(byte[] bytes) {
    return CanonicalReader.readAll(
        bytes,
        in ->
            new Bid(
                readParticipant(in),
                in.i32(),
                in.i64(),
                in.i64(),
                readCurve(in),
                in.bool() ? Optional.of(HorizonCodec.read(in)) : Optional.empty()));
  }

  public static byte[] encode(BidAcknowledgement ack) {
    return new CanonicalWriter()
        .text(ack.participant().value())
        .i32(ack.bus())
        .i64(ack.interval())
        .i64(ack.nonce())
        .hash(ack.bidDigest())
        .i64(ack.arrivalMillis())
        .toByteArray();
  }

  public static BidAcknowledgement decodeAcknowledgement(byte[] bytes) {
    return CanonicalReader.readAll(
        bytes,
        in ->
            new BidAcknowledgement(
                readParticipant(in), in.i32(), in.i64(), in.i64(), in.hash(), in.i64()));
  }

  public static byte[] encode(MeterReading reading) {
    return new CanonicalWriter()
        .text(reading.participant().value())
        .i64(reading.interval())
        .i64(reading.energyJoules())
        .toByteArray();
  }

  public static MeterReading decodeReading(byte[] bytes) {
    return CanonicalReader.readAll(
        bytes, in -> new MeterReading(readParticipant(in), in.i64(), in.i64()));
  }

  public static void writeCurve(CanonicalWriter out, BidCurve curve) {
    out.u8(curve.points());
    for (int k = 0; k < curve.points(); k++) {
      out.i64(curve.powerWatts(k)).i64(curve.priceMicrosPerMwh(k));
    }
  }

  /** A curve as a participant bids it. */
  public static BidCurve readCurve(CanonicalReader in) {
    return readCurve(in, BidCurve.MAX_POINTS);
  }

  /** A curve as it stands, which may have more points than what was bid. */
  public static BidCurve readStandingCurve(CanonicalReader in) {
    return readCurve(in, BidCurve.MAX_STANDING_POINTS);
  }

  private static BidCurve readCurve(CanonicalReader in, int most) {
    int points = in.u8();
    if (points > most) {
      throw new MalformedBytesException(
          "A bid curve has at most %d points, this has %d.".formatted(most, points));
    }
    long[] powerWatts = new long[points];
    long[] priceMicrosPerMwh = new long[points];
    for (int k = 0; k < points; k++) {
      powerWatts[k] = in.i64();
      priceMicrosPerMwh[k] = in.i64();
    }
    return BidCurve.ofStanding(powerWatts, priceMicrosPerMwh);
  }

  public static ParticipantId readParticipant(CanonicalReader in) {
    return new ParticipantId(in.text(ParticipantId.MAX_LENGTH));
  }
}
