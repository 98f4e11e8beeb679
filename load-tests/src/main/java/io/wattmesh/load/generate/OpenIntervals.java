package io.wattmesh.load.generate;

import java.util.Collection;
import java.util.concurrent.ConcurrentSkipListMap;

/** The intervals that are bid for or not settled yet. */
final class OpenIntervals {
  private final ConcurrentSkipListMap<Long, IntervalBids> open = new ConcurrentSkipListMap<>();
  private volatile int mostOpen;

  void add(IntervalBids bids) {
    open.put(bids.interval(), bids);
    mostOpen = Math.max(mostOpen, open.size());
  }

  /** An interval's bids; null if it is over or has not begun. */
  IntervalBids of(long interval) {
    return open.get(interval);
  }

  void remove(long interval) {
    open.remove(interval);
  }

  Collection<IntervalBids> all() {
    return open.values();
  }

  /** How many were open at once at most. */
  int mostOpen() {
    return mostOpen;
  }
}
