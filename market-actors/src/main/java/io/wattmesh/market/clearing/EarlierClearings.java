package io.wattmesh.market.clearing;

import io.wattmesh.grid.clearing.LastClearing;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The last certified clearing before each of the newest intervals, as the ledger's order has it:
 * the same on every node, and there again after a restart. The ledger's news writes it, regions
 * read it.
 */
public final class EarlierClearings {
  private static final int KEPT_INTERVALS = 16;

  private final TreeMap<Long, Optional<LastClearing>> beforeInterval = new TreeMap<>();
  private Optional<LastClearing> last = Optional.empty();

  /** The ledger has accepted a clearing. */
  public synchronized void cleared(LastClearing clearing) {
    last = Optional.of(clearing);
  }

  /** The ledger has frozen an interval's books: what was cleared by now is what it starts from. */
  public synchronized void frozen(long interval) {
    beforeInterval.putIfAbsent(interval, last);
    while (beforeInterval.size() > KEPT_INTERVALS) {
      beforeInterval.pollFirstEntry();
    }
  }

  /** What an interval's clearing starts from; empty if there is nothing, or it was not heard of. */
  public synchronized Optional<LastClearing> before(long interval) {
    return beforeInterval.getOrDefault(interval, Optional.empty());
  }
}
