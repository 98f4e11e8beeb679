package io.wattmesh.cluster.member;

import io.wattmesh.ledger.market.LedgerEvent;
import io.wattmesh.ledger.replication.CommittedBlock;
import io.wattmesh.market.sealing.SealedIntervals;
import io.wattmesh.proto.model.MarketSchedule;
import io.wattmesh.proto.model.ParticipantId;
import java.util.Collection;
import java.util.HashSet;
import java.util.Set;
import java.util.TreeMap;

/** Which books the ledger has of intervals whose window for books is open. */
final class CommittedBooks {
  private final MarketSchedule schedule;
  private final SealedIntervals sealed;
  private final TreeMap<Long, Set<ParticipantId>> committed = new TreeMap<>();

  /** A book by who keeps it. */
  record Book(long interval, ParticipantId aggregator) {}

  /**
   * @param sealed in which intervals the last part of the book window is for reveals
   */
  CommittedBooks(MarketSchedule schedule, SealedIntervals sealed) {
    this.schedule = schedule;
    this.sealed = sealed;
  }

  void onBlock(CommittedBlock block) {
    for (LedgerEvent event : block.events()) {
      if (event instanceof LedgerEvent.BookCommitted book) {
        committed.computeIfAbsent(book.interval(), any -> new HashSet<>()).add(book.aggregator());
      }
    }
    long nowMillis = block.header().timestampMillis();
    committed.keySet().removeIf(interval -> lastBookMillis(interval) < nowMillis);
  }

  private long lastBookMillis(long interval) {
    return schedule.bookDeadlineMillis(interval) - sealed.revealWindowMillis(interval);
  }

  boolean has(Book book) {
    return committed.getOrDefault(book.interval(), Set.of()).contains(book.aggregator());
  }

  /** The books that these owe though half of the time for them is over, or more. */
  Set<Book> late(Collection<ParticipantId> aggregators, long nowMillis) {
    Set<Book> late = owed(aggregators, nowMillis);
    late.removeIf(book -> nowMillis <= lateMillis(book.interval()));
    return late;
  }

  private long lateMillis(long interval) {
    long gate = schedule.gateClosureMillis(interval);
    return gate + (lastBookMillis(interval) - gate) / 2;
  }

  /** The books that these owe: of intervals whose gate has closed, and that may still come. */
  Set<Book> owed(Collection<ParticipantId> aggregators, long nowMillis) {
    var owed = new HashSet<Book>();
    long interval = schedule.lastClosedInterval(nowMillis);
    while (interval >= 0 && nowMillis <= lastBookMillis(interval)) {
      for (ParticipantId aggregator : aggregators) {
        var book = new Book(interval, aggregator);
        if (!has(book)) {
          owed.add(book);
        }
      }
      interval--;
    }
    return owed;
  }
}
