package io.wattmesh.market.store;

import io.wattmesh.proto.crypto.Sha256;
import java.util.Arrays;
import java.util.List;

/**
 * Durable bids. What {@link #put} has returned from survives a crash of the machine. They are
 * stored before their signatures are checked, and anybody may have sent them: so bids under one
 * name stand side by side, and whoever loads them checks them.
 */
public interface BidStore extends AutoCloseable {
  /**
   * A bid with the time of its arrival.
   *
   * @param envelope the signed bid's canonical bytes
   */
  record StoredBid(
      int bus, long interval, String participant, long arrivalMillis, byte[] envelope) {
    /** What tells it from others under the same name, as far as anybody could find two alike. */
    public byte[] tag() {
      return Arrays.copyOf(Sha256.of(envelope).bytes(), TAG_BYTES);
    }
  }

  int TAG_BYTES = 16;

  /**
   * Writes the bids; all are on disk when this returns. If it throws, any of them may be there:
   * none was acknowledged.
   */
  void put(List<StoredBid> bids);

  /** All bids of a bus. */
  List<StoredBid> load(int bus);

  /** Removes single bids, which nobody needs; they may come back by a crash. */
  void remove(List<StoredBid> bids);

  /** Removes a bus's bids of all intervals up to and including this one. */
  void removeUpTo(int bus, long interval);

  /**
   * Closes an interval's book before it is signed, where another life of the bus's aggregator may
   * have the store too: from now on no life promises a bid for it.
   *
   * @return the interval's stored bids, among them all that any life has promised; nothing where
   *     one alone can have the store open, for that knows them
   */
  default List<StoredBid> closeBook(int bus, long interval) {
    return List.of();
  }

  /** The last interval whose book an earlier life has closed; -1 if it is not known of any. */
  default long closedInterval(int bus) {
    return -1;
  }

  @Override
  void close();
}
