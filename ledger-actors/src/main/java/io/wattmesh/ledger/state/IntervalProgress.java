package io.wattmesh.ledger.state;

import io.wattmesh.proto.codec.CanonicalReader;
import io.wattmesh.proto.codec.CanonicalWriter;

/**
 * What an interval still waits for.
 *
 * @param books bid books committed so far
 * @param standingBids bids that stand so far
 * @param readings readings taken so far
 */
public record IntervalProgress(int books, int standingBids, int readings) {
  public static final IntervalProgress NONE = new IntervalProgress(0, 0, 0);

  public IntervalProgress plusBook(int bids) {
    return new IntervalProgress(books + 1, standingBids + bids, readings);
  }

  /** Bids that were sealed stand. */
  public IntervalProgress plusRevealed(int bids) {
    return new IntervalProgress(books, standingBids + bids, readings);
  }

  public IntervalProgress plusReadings(int count) {
    return new IntervalProgress(books, standingBids, readings + count);
  }

  byte[] toBytes() {
    return new CanonicalWriter().i32(books).i32(standingBids).i32(readings).toByteArray();
  }

  static IntervalProgress ofBytes(byte[] bytes) {
    return CanonicalReader.readAll(bytes, in -> new IntervalProgress(in.i32(), in.i32(), in.i32()));
  }
}
