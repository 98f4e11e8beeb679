package io.wattmesh.ledger.state;

import io.wattmesh.proto.codec.CanonicalReader;
import io.wattmesh.proto.codec.CanonicalWriter;
import io.wattmesh.proto.codec.MarketCodec;
import io.wattmesh.proto.model.ParticipantId;
import java.util.Collections;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Which participants of a bus had no reading when an interval was settled, and may still have one.
 *
 * @param priceMicrosPerMwh at which the bus was settled
 * @param roomJoules what may still be injected for credits; empty if no feeder-head meter bounds it
 * @param positions by participant
 */
public record MissingReadings(
    long priceMicrosPerMwh,
    Optional<Long> roomJoules,
    SortedMap<ParticipantId, Missing> positions) {
  private static final int MOST = 1_000_000;

  /**
   * What was settled as no delivery.
   *
   * @param deviationMicros what was paid for that; negative if the participant paid
   */
  public record Missing(long awardedJoules, long deviationMicros) {}

  public MissingReadings {
    positions = Collections.unmodifiableSortedMap(new TreeMap<>(positions));
  }

  /** Without somebody whose reading came, which took or gave room. */
  public MissingReadings without(ParticipantId id, Optional<Long> room) {
    var rest = new TreeMap<>(positions);
    rest.remove(id);
    return new MissingReadings(priceMicrosPerMwh, room, rest);
  }

  byte[] toBytes() {
    var out = new CanonicalWriter().i64(priceMicrosPerMwh).bool(roomJoules.isPresent());
    roomJoules.ifPresent(out::i64);
    out.i32(positions.size());
    positions.forEach(
        (id, missing) ->
            out.text(id.value()).i64(missing.awardedJoules()).i64(missing.deviationMicros()));
    return out.toByteArray();
  }

  static MissingReadings ofBytes(byte[] bytes) {
    return CanonicalReader.readAll(bytes, MissingReadings::read);
  }

  private static MissingReadings read(CanonicalReader in) {
    long price = in.i64();
    Optional<Long> room = in.bool() ? Optional.of(in.i64()) : Optional.empty();
    int count = in.count(MOST, 21);
    var positions = new TreeMap<ParticipantId, Missing>();
    for (int k = 0; k < count; k++) {
      positions.put(MarketCodec.readParticipant(in), new Missing(in.i64(), in.i64()));
    }
    return new MissingReadings(price, room, positions);
  }
}
