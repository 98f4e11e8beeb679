package io.wattmesh.proto.book;

import io.wattmesh.proto.codec.CanonicalReader;
import io.wattmesh.proto.codec.CanonicalWriter;
import io.wattmesh.proto.crypto.MessageType;
import io.wattmesh.proto.crypto.SignedEnvelope;
import java.util.List;

/** Meter readings of one bus for one interval, each signed by an oracle of the bus. */
public record Readings(long interval, int bus, List<SignedEnvelope> readings) {
  private static final int MAX_READINGS = 20_000;
  private static final int MAX_READING_BYTES = MessageType.METER_READING.maxPayloadBytes() + 512;

  public Readings {
    readings = List.copyOf(readings);
  }

  public byte[] toBytes() {
    var out = new CanonicalWriter().i64(interval).i32(bus).i32(readings.size());
    readings.forEach(reading -> out.bytes(reading.toBytes()));
    return out.toByteArray();
  }

  public static Readings ofBytes(byte[] bytes) {
    return CanonicalReader.readAll(
        bytes,
        in ->
            new Readings(
                in.i64(), in.i32(), BidBook.readEnvelopes(in, MAX_READINGS, MAX_READING_BYTES)));
  }
}
