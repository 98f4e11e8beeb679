package io.wattmesh.ledger.state;

import io.wattmesh.proto.codec.CanonicalReader;
import io.wattmesh.proto.codec.CanonicalWriter;
import io.wattmesh.proto.contract.DifferenceContract;

/**
 * A contract for difference that waits for its interval, with what is locked for the worst that it
 * can come to. Those of an interval are numbered from 0, and their number is kept beside them.
 */
public record LockedDifference(DifferenceContract terms, long buyerMicros, long sellerMicros) {
  /** So many can wait for one interval. */
  public static final int MAX_PER_INTERVAL = 10_000;

  public static String countKey(long interval) {
    return "count/" + interval;
  }

  public static String key(long interval, long index) {
    return "waiting/" + interval + "/" + index;
  }

  /** The state's key of one of the contract's records. */
  public static StateKey stateKey(String key) {
    return StateKey.contract(DifferenceContract.CONTRACT, key);
  }

  public byte[] toBytes() {
    return new CanonicalWriter()
        .raw(terms.toBytes())
        .i64(buyerMicros)
        .i64(sellerMicros)
        .toByteArray();
  }

  public static LockedDifference ofBytes(byte[] bytes) {
    return CanonicalReader.readAll(
        bytes, in -> new LockedDifference(DifferenceContract.read(in), in.i64(), in.i64()));
  }
}
