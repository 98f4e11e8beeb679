package io.wattmesh.market.store;

import java.util.List;

/** Durable bids. What {@link #put} has returned from survives a crash of the machine. */
public interface BidStore extends AutoCloseable {
  /**
   * A bid with the time of its arrival.
   *
   * @param envelope the signed bid's canonical bytes
   */
  record StoredBid(
      int bus, long interval, String participant, long arrivalMillis, byte[] envelope) {}

  /** Writes all or none of the bids, synced to disk; a later bid of a participant replaces one. */
  void put(List<StoredBid> bids);

  /** All bids of a bus. */
  List<StoredBid> load(int bus);

  /** Removes a bus's bids of all intervals up to and including this one. */
  void removeUpTo(int bus, long interval);

  @Override
  void close();
}
