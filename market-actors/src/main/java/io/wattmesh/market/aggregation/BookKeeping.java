package io.wattmesh.market.aggregation;

import io.wattmesh.market.aggregation.horizon.HorizonPlanner;
import io.wattmesh.proto.book.BidBook;
import io.wattmesh.proto.crypto.MessageType;
import io.wattmesh.proto.crypto.SignedEnvelope;
import io.wattmesh.proto.model.MarketSchedule;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Which books an aggregator has published and which of them the ledger has committed. A book is
 * published when its gate has closed, again at every reminder until it is committed or too late.
 * What was never committed is forgotten when the next gate closes.
 */
public final class BookKeeping {
  private final BidIntake.Desk desk;
  private final BidIntake intake;
  private final SortedMap<Long, SignedEnvelope> published = new TreeMap<>();
  private final BookPlanner planner;
  private long committedBelow;

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

  /** The signed book that must go to the ledger now, if one must. */
  public Optional<SignedEnvelope> due(long nowMillis) {
    MarketSchedule schedule = desk.schedule();
    long interval = schedule.lastClosedInterval(nowMillis);
    published.headMap(interval).clear();
    intake.forgetBefore(interval);
    if (interval < Math.max(0, committedBelow) || nowMillis > desk.lastBookMillis(interval)) {
      return Optional.empty();
    }
    return Optional.of(published.computeIfAbsent(interval, this::sign));
  }

  private SignedEnvelope sign(long interval) {
    BidBook book = intake.book(interval, desk.bus());
    byte[] payload = (desk.isSealed() ? book : planner.plan(book)).toBytes();
    return desk.context()
        .sign(MessageType.BID_BOOK, desk.aggregator().value(), payload, desk.key());
  }

  /** The ledger has committed this interval's book: its bids need not be kept here any more. */
  public void onCommitted(long interval) {
    committedBelow = Math.max(committedBelow, interval + 1);
    published.headMap(committedBelow).clear();
    intake.forgetBefore(committedBelow);
  }
}
