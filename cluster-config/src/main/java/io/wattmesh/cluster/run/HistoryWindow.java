package io.wattmesh.cluster.run;

import io.wattmesh.ledger.audit.LedgerAudit.Replayed;
import io.wattmesh.ledger.explore.KeptStates;
import java.util.function.Consumer;

/**
 * Which states of a ledger are kept.
 *
 * @param every so many blocks lie between two
 * @param window of so many of the newest blocks; 0: none
 */
public record HistoryWindow(long every, long window) {
  public static final HistoryWindow DEFAULT =
      new HistoryWindow(KeptStates.EVERY_BLOCKS, KeptStates.WINDOW_BLOCKS);

  /** Keeps the states of a replay that ends at a height. */
  public Consumer<Replayed> keeper(KeptStates states, long tip) {
    return states.keeper(every, window, tip);
  }
}
