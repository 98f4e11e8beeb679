package io.wattmesh.market.store.cassandra.life;

import io.wattmesh.cassandra.CassandraException;
import io.wattmesh.market.store.BidStore;
import io.wattmesh.market.store.BidsFencedException;
import io.wattmesh.market.store.cassandra.life.LifeTable.Held;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * One life of one aggregator over bids that an older or younger life may write too. Opening it ends
 * the older one: from then on that stores bids, but none that it stores is promised, and it closes
 * no book.
 *
 * <ul>
 *   <li>A bid is written first, and only then is the row read: an older life whose bid this one's
 *       {@link #load} does not have sees that it is over, and lets no acknowledgement leave.
 *   <li>A book is closed in the row before it is signed. Who begins after that takes no more bids
 *       for it, who begins before that prevents it. So each book that any life signs has every bid
 *       that any life acknowledged.
 * </ul>
 *
 * <p>Neither clocks nor the order of messages matter to that.
 */
public final class LivingBids implements BidStore {
  private static final int TRIES = 20;
  private static final long FIRST_PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(5);
  private static final long LONGEST_PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(500);

  private final BidStore bids;
  private final LifeTable table;
  private final int bus;
  private final Held mine;
  private volatile long closedInterval;

  private LivingBids(BidStore bids, LifeTable table, int bus, Held mine) {
    this.bids = bids;
    this.table = table;
    this.bus = bus;
    this.mine = mine;
    this.closedInterval = mine.closedInterval();
  }

  /**
   * Begins a life; whoever had the bus's bids before is over.
   *
   * @param bids of the table's home; stays open when this is closed
   * @param owner who begins, unlike any other's
   * @throws CassandraException if others begin all the time
   */
  public static LivingBids begin(BidStore bids, LifeTable table, int bus, String owner) {
    long pauseNanos = FIRST_PAUSE_NANOS;
    for (int attempt = 0; attempt < TRIES; attempt++) {
      var found = table.read(bus);
      if (found.isPresent() && found.get().owner().equals(owner)) {
        return new LivingBids(bids, table, bus, found.get());
      }
      boolean applied =
          found.isEmpty() ? table.begin(bus, owner) : table.claim(bus, found.get(), owner);
      pauseNanos = applied || attempt == 0 ? pauseNanos : pause(pauseNanos);
    }
    throw new CassandraException(
        "The bids of bus %d of %s cannot be had: others begin with them all the time. See that one cluster alone runs this market."
            .formatted(bus, table.home()));
  }

  private static long pause(long nanos) {
    LockSupport.parkNanos(nanos);
    return Math.min(2 * nanos, LONGEST_PAUSE_NANOS);
  }

  /**
   * {@inheritDoc}
   *
   * @throws BidsFencedException if a younger life has begun: the bids may be there, and none may be
   *     acknowledged
   */
  @Override
  public void put(List<StoredBid> some) {
    bids.put(some);
    requireMine(table.read(bus).orElse(null));
  }

  @Override
  public List<StoredBid> load(int ofBus) {
    return bids.load(ofBus);
  }

  /**
   * Nothing: an older life might take away what this bus's younger one has promised. What nobody
   * needs goes with its interval.
   */
  @Override
  public void remove(List<StoredBid> some) {}

  @Override
  public void removeUpTo(int ofBus, long interval) {
    bids.removeUpTo(ofBus, interval);
  }

  @Override
  public long closedInterval(int ofBus) {
    return closedInterval;
  }

  /**
   * {@inheritDoc}
   *
   * @throws BidsFencedException if a younger life has begun: the book may not be signed here
   */
  @Override
  public List<StoredBid> closeBook(int ofBus, long interval) {
    long endNanos = System.nanoTime() + table.database().settings().patience().toNanos();
    for (long pauseNanos = FIRST_PAUSE_NANOS; closedInterval < interval; ) {
      if (table.close(bus, mine, interval)) {
        closedInterval = interval;
      } else {
        Held found = requireMine(table.read(bus).orElse(null));
        closedInterval = found.closedInterval();
        requireTime(interval, endNanos);
        pauseNanos = pause(pauseNanos);
      }
    }
    return bids.load(bus).stream().filter(bid -> bid.interval() == interval).toList();
  }

  private void requireTime(long interval, long endNanos) {
    if (closedInterval < interval && System.nanoTime() > endNanos) {
      throw new CassandraException(
          "The book of bus %d for interval %d could not be closed within %s, so it is not signed. Mend the database; the aggregator begins anew."
              .formatted(bus, interval, table.database().settings().patience()));
    }
  }

  private Held requireMine(Held found) {
    if (found == null) {
      throw new CassandraException(
          "The row of bus %d of %s in aggregator_lives is gone: nothing is promised without it. Restore it, or begin anew."
              .formatted(bus, table.home()));
    }
    if (found.incarnation() != mine.incarnation() || !found.owner().equals(mine.owner())) {
      throw new BidsFencedException(
          "The aggregator of bus %d of %s lives elsewhere: incarnation %d is %s, this one is incarnation %d, %s. This one promises nothing more."
              .formatted(
                  bus,
                  table.home(),
                  found.incarnation(),
                  found.owner(),
                  mine.incarnation(),
                  mine.owner()));
    }
    return found;
  }

  /** Others of the home may go on. */
  @Override
  public void close() {}
}
