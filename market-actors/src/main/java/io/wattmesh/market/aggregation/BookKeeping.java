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
 * where the window for books is longer than an interval, several are under way at once.
 *
 * <p>This node's clock says when a book is due, and nothing more: it may jump ahead and come back.
 * So a book that was signed takes no bid any more, whatever the clock says then, and what was never
 * committed is forgotten only when the ledger has taken a later book at a time at which this one
 * would have been too late, or when it was so an hour ago.
 */
public final class BookKeeping {
  /** No schedule has a window for books of more intervals than this. */
  private static final int MAX_OPEN_BOOKS = 1_000;

  /**
   * So far ahead a clock may be, and come back, before what was promised is forgotten. Where the
   * ledger takes no books at all, no more is kept than for this time.
   */
  private static final long CLOCK_ERROR_MILLIS = 3_600_000;

  /** A clock that is far ahead makes many due at once: the ledger need not refuse all of them. */
  private static final int MAX_AT_ONCE = 64;

  private final BidIntake.Desk desk;
  private final BidIntake intake;
  private final SortedMap<Long, SignedEnvelope> published = new TreeMap<>();
  private final TreeSet<Long> committed = new TreeSet<>();
  private final BookPlanner planner;

  /** The first interval that is not over. */
  private long over;

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

  /** The signed books that must go to the ledger now, in order of intervals: the first ones. */
  public List<SignedEnvelope> due(long nowMillis) {
    return due(nowMillis, interval -> true);
  }

  /** The intervals whose books are due and not signed yet. */
  List<Long> unsigned(long nowMillis) {
    long last = desk.schedule().lastClosedInterval(nowMillis);
    return LongStream.rangeClosed(Math.max(over, firstInTime(last, nowMillis)), last)
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
    forgetBefore(Math.min(last, firstInTime(last, nowMillis - CLOCK_ERROR_MILLIS)));
    var due = new ArrayList<SignedEnvelope>();
    for (long interval = Math.max(over, firstInTime(last, nowMillis));
        interval <= last && due.size() < MAX_AT_ONCE;
        interval++) {
      boolean mayGo =
          published.containsKey(interval)
              || (closed.test(interval) && !isHeldUp(interval, nowMillis));
      if (mayGo && !committed.contains(interval)) {
        due.add(published.computeIfAbsent(interval, this::sign));
      }
    }
    return due;
  }

  /** All intervals before this one are over. */
  private void forgetBefore(long interval) {
    over = Math.max(over, interval);
    published.headMap(over).clear();
    committed.headSet(over).clear();
    intake.forgetBefore(over);
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

  /** Bids that came in time and wait for their check have half of the time for books. */
  private boolean isHeldUp(long interval, long nowMillis) {
    long gateMillis = desk.schedule().gateClosureMillis(interval);
    long waitMillis = (desk.lastBookMillis(interval) - gateMillis) / 2;
    return intake.isWaiting(interval) && nowMillis < gateMillis + waitMillis;
  }

  private SignedEnvelope sign(long interval) {
    BidBook book = intake.close(interval);
    byte[] payload = (desk.sealed().isSealed(interval) ? book : planner.plan(book)).toBytes();
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
    intake.close(interval);
    intake.forget(interval);
    // It was not taken before its gate had closed, by the ledger's own time.
    long last = committed.last();
    forgetBefore(Math.min(last, firstInTime(last, desk.schedule().gateClosureMillis(last))));
    return Math.min(interval, intake.firstInterval().orElse(Long.MAX_VALUE) - 1);
  }
}
