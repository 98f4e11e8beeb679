package io.wattmesh.market.sealing;

import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;

/**
 * In which intervals bids are sealed until the books are closed, as a node has heard it from the
 * ledger: all roles on the node share it, also those that come to life later. The ledger tells a
 * change at least an interval before bidding for the first one begins that it holds in.
 */
public final class SealedIntervals {
  private final ConcurrentSkipListMap<Long, Long> revealWindows = new ConcurrentSkipListMap<>();

  private SealedIntervals() {}

  /** Bids are open, until it is told otherwise. */
  public static SealedIntervals none() {
    return new SealedIntervals();
  }

  /**
   * The same for all intervals, until it is told otherwise.
   *
   * @param revealWindowMillis the last part of each book window, for reveals; 0 if bids are open
   */
  public static SealedIntervals all(long revealWindowMillis) {
    SealedIntervals intervals = none();
    intervals.change(0, revealWindowMillis);
    return intervals;
  }

  /** From that interval on it is so; told again it changes nothing. */
  public void change(long fromInterval, long revealWindowMillis) {
    revealWindows.put(fromInterval, revealWindowMillis);
  }

  public boolean isSealed(long interval) {
    return revealWindowMillis(interval) > 0;
  }

  /** The last part of an interval's book window, in which no book is taken; 0 if bids are open. */
  public long revealWindowMillis(long interval) {
    Map.Entry<Long, Long> latest = revealWindows.floorEntry(interval);
    return latest == null ? 0 : latest.getValue();
  }
}
