package io.wattmesh.ledger.genesis;

import io.wattmesh.proto.codec.CanonicalReader;
import io.wattmesh.proto.codec.CanonicalWriter;
import io.wattmesh.proto.codec.MarketCodec;
import io.wattmesh.proto.crypto.VerificationKey;
import io.wattmesh.proto.model.ParticipantId;
import java.util.Objects;

/**
 * A registered identity: a key with a role.
 *
 * @param bus the bus that it acts at; for a region, the region's number
 * @param minWatts the least net injection of a participant's devices, W; 0 for other roles
 * @param maxWatts the greatest net injection of a participant's devices, W; 0 for other roles
 * @param depositMicros payment tokens issued to it at genesis, micro-tokens; an aggregator's are
 *     its bond and stay locked
 */
public record Identity(
    ParticipantId id,
    Role role,
    VerificationKey key,
    int bus,
    long minWatts,
    long maxWatts,
    long depositMicros) {
  public Identity {
    Objects.requireNonNull(id);
    Objects.requireNonNull(role);
    Objects.requireNonNull(key);
    if (minWatts > maxWatts || depositMicros < 0) {
      throw new IllegalArgumentException(
          "Identity %s has device limits %d to %d W and a deposit of %d micro-tokens: limits must"
                  .formatted(id, minWatts, maxWatts, depositMicros)
              + " not cross and a deposit must not be negative.");
    }
  }

  void write(CanonicalWriter out) {
    out.text(id.value())
        .u8(role.code())
        .raw(key.bytes())
        .i32(bus)
        .i64(minWatts)
        .i64(maxWatts)
        .i64(depositMicros);
  }

  static Identity read(CanonicalReader in) {
    return new Identity(
        MarketCodec.readParticipant(in),
        Role.ofCode(in.u8()),
        VerificationKey.of(in.raw(VerificationKey.BYTES)),
        in.i32(),
        in.i64(),
        in.i64(),
        in.i64());
  }
}
