package io.wattmesh.proto.book;

import io.wattmesh.proto.codec.CanonicalReader;
import io.wattmesh.proto.codec.CanonicalWriter;
import io.wattmesh.proto.codec.MalformedBytesException;
import io.wattmesh.proto.codec.MarketCodec;
import io.wattmesh.proto.crypto.MessageType;
import io.wattmesh.proto.crypto.SignedEnvelope;
import io.wattmesh.proto.model.MeterReading;
import java.util.Objects;

/**
 * Two readings of one participant and interval by one oracle that differ in energy: no honest meter
 * signs both. The same reading signed twice is none.
 */
public record ReadingConflict(SignedEnvelope first, SignedEnvelope second) {
  private static final int MAX_READING_BYTES = MessageType.METER_READING.maxPayloadBytes() + 512;

  public ReadingConflict {
    Objects.requireNonNull(first);
    Objects.requireNonNull(second);
  }

  /** The reading that an envelope carries. */
  public static MeterReading reading(SignedEnvelope envelope) {
    if (envelope.type() != MessageType.METER_READING) {
      throw new MalformedBytesException(envelope.type() + " is no reading.");
    }
    return MarketCodec.decodeReading(envelope.payload());
  }

  /** Whether the two contradict each other, whoever signed them. */
  public boolean contradicts() {
    MeterReading one = reading(first);
    MeterReading other = reading(second);
    return first.signer().equals(second.signer())
        && one.participant().equals(other.participant())
        && one.interval() == other.interval()
        && one.energyJoules() != other.energyJoules();
  }

  public byte[] toBytes() {
    return new CanonicalWriter().bytes(first.toBytes()).bytes(second.toBytes()).toByteArray();
  }

  public static ReadingConflict ofBytes(byte[] bytes) {
    return CanonicalReader.readAll(
        bytes,
        in -> {
          var conflict =
              new ReadingConflict(
                  SignedEnvelope.ofBytes(in.bytes(MAX_READING_BYTES)),
                  SignedEnvelope.ofBytes(in.bytes(MAX_READING_BYTES)));
          reading(conflict.first());
          reading(conflict.second());
          return conflict;
        });
  }
}
