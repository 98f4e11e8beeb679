package io.wattmesh.ledger.governance;

import io.wattmesh.ledger.genesis.Identity;
import io.wattmesh.ledger.genesis.Role;
import io.wattmesh.proto.codec.CanonicalReader;
import io.wattmesh.proto.codec.CanonicalWriter;
import io.wattmesh.proto.codec.MarketCodec;
import io.wattmesh.proto.crypto.VerificationKey;
import io.wattmesh.proto.governance.RuleChange;

/**
 * An identity as governance registered it.
 *
 * @param fromInterval the first interval of which what it signs counts
 * @param toInterval the last one
 * @param revoked whether nothing counts any more
 */
record Registration(Identity identity, long fromInterval, long toInterval, boolean revoked) {
  /** As the genesis registers: without an end. */
  static Registration of(Identity identity) {
    return new Registration(identity, 0, RuleChange.FOREVER, false);
  }

  boolean counts(long interval) {
    return !revoked && fromInterval <= interval && interval <= toInterval;
  }

  Registration revoke() {
    return new Registration(identity, fromInterval, toInterval, true);
  }

  void write(CanonicalWriter out) {
    out.text(identity.id().value())
        .u8(identity.role().code())
        .raw(identity.key().bytes())
        .i32(identity.bus())
        .i64(identity.minWatts())
        .i64(identity.maxWatts())
        .i64(fromInterval)
        .i64(toInterval)
        .bool(revoked);
  }

  static Registration read(CanonicalReader in) {
    var identity =
        new Identity(
            MarketCodec.readParticipant(in),
            Role.ofCode(in.u8()),
            VerificationKey.of(in.raw(VerificationKey.BYTES)),
            in.i32(),
            in.i64(),
            in.i64(),
            0);
    return new Registration(identity, in.i64(), in.i64(), in.bool());
  }
}
