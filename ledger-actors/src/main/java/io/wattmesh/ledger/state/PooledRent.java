package io.wattmesh.ledger.state;

import io.wattmesh.proto.codec.CanonicalReader;
import io.wattmesh.proto.codec.CanonicalWriter;

/**
 * Congestion rent that waits in the tariff account to be refunded.
 *
 * @param intervals how many intervals it is of
 * @param micros how much it is, what the last refund's rounding left included
 */
public record PooledRent(int intervals, long micros) {
  public static final PooledRent NONE = new PooledRent(0, 0);

  public PooledRent plus(long rentMicros) {
    return new PooledRent(intervals + 1, Math.addExact(micros, rentMicros));
  }

  byte[] toBytes() {
    return new CanonicalWriter().i32(intervals).i64(micros).toByteArray();
  }

  static PooledRent ofBytes(byte[] bytes) {
    return CanonicalReader.readAll(bytes, in -> new PooledRent(in.i32(), in.i64()));
  }
}
