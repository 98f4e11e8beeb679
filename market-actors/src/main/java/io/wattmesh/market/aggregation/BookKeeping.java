package io.wattmesh.market.aggregation;

import io.wattmesh.market.aggregation.horizon.HorizonPlanner;
import io.wattmesh.proto.book.BidBook;
import io.wattmesh.proto.crypto.MessageType;
import io.wattmesh.proto.crypto.SignedEnvelope;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.LongPredicate;
import java.util.stream.LongStream;

/**
 * Which books an aggregator has published and which of them the ledger has committed. A book is
 * published when its gate has closed, again at every reminder until it is committed or too late;
 * where the window for books is longer than an interval, several are under way at once. What was
 * never committed is forgotten when a gate closes after its deadline.
 */
public final class BookKeeping {
  /** No schedule has a window for books of more intervals than this. */
  private static final int MAX_OPEN_BOOKS = 1_000;

  private final BidIntake.Desk desk;
  private final BidIntake intake;
  private final SortedMap<Long, SignedEnvelope> published = new TreeMap<>();
  private final TreeSet<Long> committed = new TreeSet<>();
  private final BookPlanner planner;

  public BookKeeping(BidIntake.Desk desk, BidIntake intake) {
    this.desk = desk;
    this.intake = intake;
    this.planner = new BookPlanner(desk.schedule());
  }

  /** What the bus's power was worth in an interval: what is planned next is planned by it. */
  public void onPrice(long interval, long priceMicrosPerMwh) {
    planner.learn(interval, priceMicrosPerMwh);
  }

  /** Plans what is revealed of a sealed book, as it would have planned an open one. */
  BookPlanner planner() {
    return planner;
  }

  /** How the requests of the last book were planned; none if it had none. */
  public Optional<HorizonPlanner.Plan> lastPlan() {
    return planner.last();
  }

  /** The signed books that must go to the ledger now, in order of intervals. */
  public List<SignedEnvelope> due(long nowMillis) {
    return due(nowMillis, interval -> true);
  }

  /** The intervals whose books are due and not signed yet. */
  List<Long> unsigned(long nowMillis) {
    long last = desk.schedule().lastClosedInterval(nowMillis);
    return LongStream.rangeClosed(firstInTime(last, nowMillis), last)
        .filter(interval -> !committed.contains(interval) && !published.containsKey(interval))
        .boxed()
        .toList();
  }

  /**
   * The same, but for books that may not be signed yet.
   *
   * @param closed of which intervals a book may be signed
   */
  List<SignedEnvelope> due(long nowMillis, LongPredicate closed) {
    long last = desk.schedule().lastClosedInterval(nowMillis);
    long first = firstInTime(last, nowMillis);
    published.headMap(first).clear();
    committed.headSet(Math.min(first, last)).clear();
    intake.forgetBefore(Math.min(first, last));
    var due = new ArrayList<SignedEnvelope>();
    for (long interval = first; interval <= last; interval++) {
      boolean mayGo = published.containsKey(interval) || closed.test(interval);
      if (mayGo && !committed.contains(interval)) {
        due.add(published.computeIfAbsent(interval, this::sign));
      }
    }
    return due;
  }

  /** The first interval whose book may still be committed; one above the last if none may. */
  private long firstInTime(long last, long nowMillis) {
    long first = last + 1;
    while (first > 0
        && last - first < MAX_OPEN_BOOKS
        && nowMillis <= desk.lastBookMillis(first - 1)) {
      first--;
    }
    return Math.max(0, first);
  }

  private SignedEnvelope sign(long interval) {
    BidBook book = intake.book(interval, desk.bus());
    byte[] payload = (desk.isSealed() ? book : planner.plan(book)).toBytes();
    return desk.context()
        .sign(MessageType.BID_BOOK, desk.aggregator().value(), payload, desk.key());
  }

  /**
   * The ledger has committed this interval's book: its bids need not be kept here any more.
   *
   * @return the last interval of which, and of all before it, no bid need be kept
   */
  public long onCommitted(long interval) {
    committed.add(interval);
    published.remove(interval);
    intake.forget(interval);
    return Math.min(interval, intake.firstInterval().orElse(Long.MAX_VALUE) - 1);
  }
}
