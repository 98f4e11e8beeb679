package io.wattmesh.cluster.node;

import io.wattmesh.ledger.market.LedgerEvent;
import io.wattmesh.ledger.replication.CommittedBlock;
import io.wattmesh.proto.model.MarketSchedule;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;

/**
 * Finds intervals of which no book came in time, because nobody ran the market when their gates
 * closed: the ledger never opens them, so that no news of it tells what became of them.
 */
final class MissedIntervals {
  private final MarketSchedule schedule;
  private final TreeSet<Long> begun = new TreeSet<>();
  private long next;

  MissedIntervals(MarketSchedule schedule) {
    this.schedule = schedule;
  }

  /** The intervals that are known to be missed since the block before, in order. */
  List<Long> onBlock(CommittedBlock block) {
    for (LedgerEvent event : block.events()) {
      if (event instanceof LedgerEvent.BookCommitted committed) {
        begun.add(committed.interval());
      }
    }
    var missed = new ArrayList<Long>();
    while (schedule.bookDeadlineMillis(next) < block.header().timestampMillis()) {
      if (!begun.contains(next)) {
        missed.add(next);
      }
      next++;
    }
    begun.headSet(next).clear();
    return missed;
  }
}
