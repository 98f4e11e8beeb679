package io.wattmesh.ledger.state;

import io.wattmesh.proto.codec.CanonicalReader;
import io.wattmesh.proto.codec.CanonicalWriter;

/**
 * What exists in all: the sums that conservation is checked against.
 *
 * @param issuedMicros payment tokens issued; the balances add up to it at every height
 * @param creditsJoules energy credits in existence
 * @param verifiedJoules injected energy that oracles attested; credits equal it less what is burned
 * @param burnedJoules energy credits that were claimed as consumed
 */
public record Supply(
    long issuedMicros, long creditsJoules, long verifiedJoules, long burnedJoules) {
  /** Before anything was delivered. */
  public static Supply issued(long micros) {
    return new Supply(micros, 0, 0, 0);
  }

  /** After tokens were issued, or, negative, redeemed. */
  public Supply plusIssued(long micros) {
    return new Supply(
        Math.addExact(issuedMicros, micros), creditsJoules, verifiedJoules, burnedJoules);
  }

  public Supply mint(long joules) {
    return new Supply(
        issuedMicros,
        Math.addExact(creditsJoules, joules),
        Math.addExact(verifiedJoules, joules),
        burnedJoules);
  }

  public Supply burn(long joules) {
    return new Supply(
        issuedMicros,
        Math.subtractExact(creditsJoules, joules),
        verifiedJoules,
        Math.addExact(burnedJoules, joules));
  }

  byte[] toBytes() {
    return new CanonicalWriter()
        .i64(issuedMicros)
        .i64(creditsJoules)
        .i64(verifiedJoules)
        .i64(burnedJoules)
        .toByteArray();
  }

  static Supply ofBytes(byte[] bytes) {
    return CanonicalReader.readAll(bytes, in -> new Supply(in.i64(), in.i64(), in.i64(), in.i64()));
  }
}
